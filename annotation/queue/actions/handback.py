"""Ways to end a lease without an answer. The item stays open until somebody answers it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Assignment, Item, Stream
from annotation.queue.actions.checks import into_doubt
from annotation.queue.actions.settle import pass_to_lead
from annotation.queue.frames import MOST_PASSES
from annotation.queue.log import record_of
from annotation.queue.refusals import LeaseGone

MOST_REASON = 500


@transaction.atomic
def skip(*, assignment: Assignment, reason: str = "") -> Assignment:
    """Another person gets it. Sent twice it is done once."""
    if not _end(assignment, Assignment.State.SKIPPED, reason):
        return assignment
    item = assignment.item
    passes = Assignment.objects.filter(item=item, state=Assignment.State.SKIPPED).count()
    if passes >= MOST_PASSES and assignment.stream != Stream.GOLD:  # many are asked a check, so many may skip it
        _pass_to_lead(assignment, verb="item.passed_on")
    else:
        Item.objects.filter(pk=item.pk).let_go()
    return assignment


@transaction.atomic
def flag(*, assignment: Assignment, reason: str = "") -> Assignment:
    """Something is wrong with the item or the codebook: a lead decides. Sent twice it is done once."""
    if not _end(assignment, Assignment.State.FLAGGED, reason):
        return assignment
    _pass_to_lead(assignment, verb="item.flagged")
    return assignment


@transaction.atomic
def return_(*, assignment: Assignment) -> Assignment:
    """Given back unread; it may come to the same person again."""
    if not _end(assignment, Assignment.State.RETURNED, ""):
        raise LeaseGone
    Item.objects.filter(pk=assignment.item_id).let_go(last_holder=None)
    return assignment


def _end(assignment: Assignment, state: str, reason: str) -> bool:
    """Whether the lease ends by this; False where the very same was sent before (a retry, another tab)."""
    reason = checked_reason(reason)
    held = Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.HELD)
    if held.update(state=state, reason=reason, ended_at=timezone.now()):
        assignment.state, assignment.reason = state, reason
        return True
    assignment.refresh_from_db(fields=["state", "reason"])
    if (assignment.state, assignment.reason) != (state, reason):
        raise LeaseGone
    return False


def checked_reason(reason: str) -> str:
    """Why somebody skips or flags, without the space around it; ValidationError where it is too long or no text."""
    if len(reason) > MOST_REASON or "\x00" in reason:
        raise ValidationError({"reason": _("At most %(most)d plain characters.") % {"most": MOST_REASON}})
    return reason.strip()


def _pass_to_lead(assignment: Assignment, *, verb: str) -> None:
    item = assignment.item
    is_check = assignment.stream == Stream.GOLD
    if into_doubt(Item.objects.filter(pk=item.pk)) if is_check else pass_to_lead(item, was=Item.State.HELD):
        record_of(item, assignment.project, actor=assignment.user, verb=verb)
