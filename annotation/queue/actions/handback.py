"""Ways to end a lease without an answer. The item stays open until somebody answers it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Assignment, Item
from annotation.queue.refusals import LeaseGone
from generation.audit import record
from generation.models import Sample, SampleState

MOST_REASON = 500
#: An item that nobody wants is passed to a lead instead of going round for ever.
MOST_PASSES = 5


@transaction.atomic
def skip(*, assignment: Assignment, reason: str = "") -> Assignment:
    """Another person gets it."""
    _end(assignment, Assignment.State.SKIPPED, reason)
    item = assignment.item
    passes = Assignment.objects.filter(item=item, state=Assignment.State.SKIPPED).count()
    if passes >= MOST_PASSES:
        _pass_to_lead(item)
    else:
        _put(item, Item.State.WAITING)
    return assignment


@transaction.atomic
def flag(*, assignment: Assignment, reason: str = "") -> Assignment:
    """Something is wrong with the item or the codebook: a lead decides."""
    _end(assignment, Assignment.State.FLAGGED, reason)
    item = assignment.item
    _pass_to_lead(item)
    record(actor=assignment.user, verb="item.flagged", project=assignment.project, subject=f"item {item.pk}")
    return assignment


@transaction.atomic
def return_(*, assignment: Assignment) -> Assignment:
    """Given back unread; it may come to the same person again."""
    _end(assignment, Assignment.State.RETURNED, "")
    item = assignment.item
    item.last_holder = None
    item.state = Item.State.WAITING
    item.save(update_fields=["state", "last_holder"])
    return assignment


def _end(assignment: Assignment, state: str, reason: str) -> None:
    if len(reason) > MOST_REASON or "\x00" in reason:
        raise ValidationError({"reason": _("At most %(most)d plain characters.") % {"most": MOST_REASON}})
    held = Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.HELD)
    if not held.update(state=state, reason=reason.strip(), ended_at=timezone.now()):
        raise LeaseGone
    assignment.state, assignment.reason = state, reason.strip()


def _put(item: Item, state: str) -> None:
    item.state = state
    item.save(update_fields=["state"])


def _pass_to_lead(item: Item) -> None:
    _put(item, Item.State.FLAGGED)
    Sample.objects.filter(pk=item.sample_id).update(state=SampleState.NEEDS_PERSON)
