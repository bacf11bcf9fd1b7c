"""Items whose answers a newer version of the codebook puts in doubt go back to the queue, as many as a lead wants."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import Item
from annotation.queue.actions.pull import TOP, lock_dispenser
from annotation.trials.actions.splitting import published_codebook
from annotation.trials.doubts import Reason, doubts_of, still_settled
from generation import audit
from generation.models import Codebook, Project

MOST = 10_000


def ask_again(*, project: Project, by, count: int, codebook: int, why: Reason | None = None) -> int:
    """Put up to `count` of the items in doubt back into the queue; those that a model contradicts come first. With
    `why` only those in doubt for that reason.

    What people said stays, and holds until somebody answers under the version in force (`codebook`, its number as the
    lead saw it: another one by now is refused). Returns how many. Asked for twice, nothing is asked twice.
    """
    if not 1 <= count <= MOST:
        raise ValidationError({"count": _("Between 1 and %(most)d items.") % {"most": MOST}})
    current = _as_seen(project, codebook)
    items = doubts_of(project, current).because(why).items[:count]  # before the lock, where everybody's next item waits
    with transaction.atomic():
        lock_dispenser(project)
        current = _as_seen(project, codebook)
        waiting = still_settled(current).filter(pk__in=items)
        asked = waiting.update(state=Item.State.WAITING, last_holder=None, priority=TOP)
        if asked:
            audit.record(actor=by, verb="trial.asked_again", project=project, subject=f"v{current.number}", n=asked)
    return asked


def _as_seen(project: Project, number: int) -> Codebook:
    """The version in force, where it is the one that the lead saw."""
    current = published_codebook(project)
    if current.number != number:
        message = _("Version %(number)d is in force by now: look at what it puts in doubt.")
        raise ValidationError(message % {"number": current.number})
    return current
