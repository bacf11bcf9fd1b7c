"""Whether any gold check is left to give: where none is, suggestions are no longer hidden for the sake of checks.

Looked at by the worker alone, every ten minutes. Suggestions come back an hour after the last check was of use to
somebody, so that they point at none of the answers given before; a new gold item hides them again at once.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotation.models import Annotation, Assignment, Dispenser, Item, Lane, Stream
from annotation.queue.actions.checks import EXPOSURES, not_retired
from annotation.queue.actions.pull import CODEBOOK_IN_FORCE, lock_dispenser
from annotation.queue.frames import EVERYBODY, could_answer, spec_of
from generation.models import Project
from synthlab.turns import turn

LOOK_EVERY_S = 600.0
#: Who has answered nothing for so long keeps nobody waiting.
AT_WORK = timedelta(days=7)

_looked = {"at": float("-inf")}


def look_for_checks() -> int:
    """Projects in which checks run, every ten minutes; how many of them have come to have some left, or none."""
    if time.monotonic() - _looked["at"] < LOOK_EVERY_S:
        return 0
    _looked["at"] = time.monotonic()
    running = Project.objects.filter(review_policy__gold_share__gt=0, dispenser__gold_until__gt=0)
    changed = 0
    for project in running.order_by("id"):
        with turn(), transaction.atomic():
            changed += note_spent(lock_dispenser(project))
    return changed


def note_spent(dispenser: Dispenser) -> bool:
    """Writes down since when no check is left; whether that has changed. Under the lock, so that none is handed out."""
    is_spent = not _is_left(dispenser)
    if is_spent == (dispenser.checks_spent_at is not None):
        return False
    dispenser.checks_spent_at = timezone.now() if is_spent else None
    dispenser.save(update_fields=["checks_spent_at"])
    return True


def _is_left(dispenser: Dispenser) -> bool:
    """Whether somebody holds a check, or one of those at work was never asked one that may still be asked."""
    held = Assignment.objects.filter(project=dispenser.project_id, state=Assignment.State.HELD, stream=Stream.GOLD)
    if held.exists():
        return True
    codebook = CODEBOOK_IN_FORCE.first(project=dispenser.project_id)
    judged = spec_of(codebook).judged if codebook else None
    if judged is None:
        return False
    possible = not_retired(Item.objects.filter(project=dispenser.project_id, state=Item.State.GOLD)).filter(
        sample__reference__in=[label.name for label in judged.labels]
    )
    at_work = _at_work(dispenser.project_id)
    lanes = [EVERYBODY, *Lane.objects.filter(project=dispenser.project_id).values_list("pk", flat=True)]
    return any(
        _new_to_some(possible.filter(lane=lane), at_work & could_answer(dispenser.project_id, lane)) for lane in lanes
    )


def _at_work(project: int) -> set[int]:
    """Members who have answered lately; all of them where nobody has, for they are about to begin."""
    members = could_answer(project)
    newest = {
        user: Annotation.objects.filter(project=project, user=user).order_by("-pk").values_list("created_at", flat=True)
        for user in members
    }
    lately = timezone.now() - AT_WORK
    return {user for user, rows in newest.items() if (at := rows.first()) and at > lately} or members


def _new_to_some(items: QuerySet[Item], people: set[int]) -> bool:
    asked = Assignment.objects.filter(item=OuterRef("pk"), stream=Stream.GOLD).exclude(state=Assignment.State.RETURNED)
    counted = asked.order_by().values("item")
    seen = items.annotate(
        seen=_count(counted.annotate(n=Count("pk"))),
        by_them=_count(counted.annotate(n=Count("pk", filter=Q(user__in=people)))),
    )
    return seen.filter(seen__lt=EXPOSURES, by_them__lt=len(people)).order_by().exists()


def _count(counted: QuerySet) -> Coalesce:
    return Coalesce(Subquery(counted.values("n")), 0)
