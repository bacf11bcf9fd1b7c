"""Taking an answer, a skip or a flag back: it is marked, not deleted, and the item comes to its person again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from annotation.models import Afterwards, Annotation, Assignment, Dispenser, Item, Resolution, Stream
from annotation.queue.actions.checks import is_in_doubt, out_of_doubt
from annotation.queue.actions.lease import lease_like
from annotation.queue.actions.pull import lock_dispenser, policy_under
from annotation.queue.actions.settle import pass_to_lead, settle
from annotation.queue.actions.ties import ask_no_more_for_a_tie
from annotation.queue.frames import last_answers, policy_of
from annotation.queue.log import record_of
from annotation.queue.refusals import (
    Checked,
    Decided,
    FlagStands,
    NotFlagged,
    NotSkipped,
    NotTold,
    Seen,
    SkipStands,
    TooOld,
    Undone,
)
from generation.audit import record


@transaction.atomic
def undo(*, annotation: Annotation) -> Assignment | None:
    """Take one of the author's last ten answers back. Returns a new lease on the item; None where another holds it,
    or somebody passed it to a lead: another's flag stands.

    Not once its author has seen the model's label: the next answer would not be blind.
    """
    dispenser = lock_dispenser(annotation.project)
    item = Item.objects.select_for_update(of=("self",)).select_related("sample").get(pk=annotation.item_id)
    annotation.item = item
    annotation.refresh_from_db(fields=["undone_at", "revealed_at"])
    check_may_change(annotation)
    if annotation.pk not in last_answers(annotation.user_id, annotation.project_id):
        raise TooOld
    now = timezone.now()
    if not Annotation.objects.valid().filter(pk=annotation.pk, revealed_at=None).update(undone_at=now):
        raise Seen
    annotation.undone_at = now
    first = annotation.assignment
    record(actor=annotation.user, verb="answer.undone", project=annotation.project, subject=f"answer {annotation.pk}")
    if annotation.stream == Stream.GOLD:
        return _check_again(dispenser, item, first, now)
    ask_no_more_for_a_tie(item, policy_under(dispenser.project))
    somebody_holds, passed_on = item.state == Item.State.HELD, _was_passed_on(item)
    settle(item=item)
    if passed_on:
        pass_to_lead(item, was=item.state)
        return None
    item.state, item.last_holder_id = Item.State.HELD, item.last_holder_id if somebody_holds else annotation.user_id
    item.save(update_fields=["state", "last_holder"])
    if somebody_holds:
        return None
    return lease_like(first, dispenser, item=item, now=now)


@transaction.atomic
def undo_skip(*, assignment: Assignment) -> Assignment:
    """A new lease on an item that its person skipped, as long as nobody had it since and no lead has decided.

    The lease that was skipped counts as given back unread; that it was a skip, and why, is in the audit log.
    """
    dispenser, item = _locked(assignment)
    is_check = assignment.stream == Stream.GOLD
    at_hand = (Item.State.GOLD,) if is_check else (Item.State.WAITING, Item.State.FLAGGED)
    if item.state not in at_hand or (not is_check and _was_given_since(item, assignment)):
        raise SkipStands
    if not _counts_as_unread(assignment, Assignment.State.SKIPPED):
        raise NotSkipped
    _note(item, assignment, verb="skip.undone")
    return _theirs_again(dispenser, item, assignment)


@transaction.atomic
def undo_flag(*, assignment: Assignment) -> Assignment:
    """The same of an item that its person flagged, as long as it waits for a lead and none has dealt with it."""
    dispenser, item = _locked(assignment)
    is_check = assignment.stream == Stream.GOLD
    if item.state != Item.State.FLAGGED or _was_given_since(item, assignment) or _was_decided_since(item, assignment):
        raise FlagStands
    if not _counts_as_unread(assignment, Assignment.State.FLAGGED):
        raise NotFlagged
    if is_check and is_in_doubt(item, dispenser.codebook_id):
        raise FlagStands
    _note(item, assignment, verb="flag.undone")
    if is_check:
        out_of_doubt(item)
    return _theirs_again(dispenser, item, assignment)


def _locked(assignment: Assignment) -> tuple[Dispenser, Item]:
    dispenser = lock_dispenser(assignment.project)
    items = Item.objects.select_for_update(of=("self",)).select_related("sample")
    return dispenser, items.get(pk=assignment.item_id)


def _was_given_since(item: Item, assignment: Assignment) -> bool:
    since = Assignment.objects.filter(item=item, pk__gt=assignment.pk)
    return since.exclude(stream=Stream.GOLD).exists()


def _was_decided_since(item: Item, assignment: Assignment) -> bool:
    """Also where that was taken back: anybody may have read what the lead said."""
    return item.resolutions.filter(rule=Resolution.Rule.LEAD, created_at__gt=assignment.created_at).exists()


def _counts_as_unread(assignment: Assignment, state: str) -> bool:
    """The lease counts as given back; False where it had not ended by this `state`."""
    ended = Assignment.objects.filter(pk=assignment.pk, state=state)
    return bool(ended.update(state=Assignment.State.RETURNED))


def _note(item: Item, assignment: Assignment, *, verb: str) -> None:
    said = {"reason": assignment.reason} if assignment.reason else {}
    record_of(item, assignment.project, actor=assignment.user, verb=verb, **said)


def _theirs_again(dispenser: Dispenser, item: Item, assignment: Assignment) -> Assignment:
    """A new lease. A check is held by nobody; any other item is this person's alone."""
    if assignment.stream != Stream.GOLD:
        if item.state == Item.State.FLAGGED:  # by this flag, or by the last of many skips
            settle(item=item)
        item.state, item.last_holder = Item.State.HELD, assignment.user
        item.save(update_fields=["state", "last_holder"])
    return lease_like(assignment, dispenser, item=item, now=timezone.now())


def _check_again(dispenser: Dispenser, item: Item, first: Assignment, now: datetime) -> Assignment | None:
    """A check that its author was not told of is taken back like any answer. One that is in doubt now is a lead's."""
    Assignment.objects.filter(pk=first.pk).update(state=Assignment.State.RETURNED)
    return lease_like(first, dispenser, item=item, now=now) if item.state == Item.State.GOLD else None


def _was_passed_on(item: Item) -> bool:
    """Whether somebody's flag or the last of many skips brought it to a lead, not answers that differ."""
    if item.state != Item.State.FLAGGED:
        return False
    ended = item.assignments.order_by("pk").values_list("state", flat=True).last()
    return ended in (Assignment.State.FLAGGED, Assignment.State.SKIPPED)


def check_may_change(annotation: Annotation) -> None:
    """Refused where the answer stands: taken back, given before its author looked, or decided by a lead since."""
    if annotation.undone_at is not None:
        raise Undone
    if annotation.revealed_at is not None:
        raise Checked if annotation.stream == Stream.GOLD else Seen
    newest = Resolution.objects.filter(item=annotation.item_id).order_by("-id").first()
    if newest and newest.rule == Resolution.Rule.LEAD:
        raise Decided


def reveal(*, annotation: Annotation) -> Annotation:
    """Its author looks at the model's label: from now on the answer stands."""
    if policy_of(annotation.project).reveal_after == Afterwards.NEVER:
        raise NotTold
    now = timezone.now()
    if not Annotation.objects.valid().filter(pk=annotation.pk).update(revealed_at=annotation.revealed_at or now):
        raise Undone
    annotation.revealed_at = annotation.revealed_at or now
    return annotation
