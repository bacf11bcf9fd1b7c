"""A person's own answer replaced by another one: the old one stays, marked as taken back."""

from django.db import transaction
from django.utils import timezone

from annotation.models import Annotation, Item, Stream
from annotation.queue.actions.answer import append, checked_answers, checked_remarks
from annotation.queue.actions.pull import lock_dispenser, policy_under
from annotation.queue.actions.sent_twice import corrected_already, says
from annotation.queue.actions.settle import settle
from annotation.queue.actions.ties import ask_no_more_for_a_tie, give_back_if_settled
from annotation.queue.actions.undo import check_may_change
from annotation.queue.frames import last_answers, spec_of
from annotation.queue.refusals import Seen, TooOld, Undone, WithALead
from generation.audit import record


@transaction.atomic
def correct(*, annotation: Annotation, answers: dict, comment: str = "", rule: str = "") -> Annotation:
    """Answer an item anew. Returns the answer that holds now. Saying the same again changes nothing.

    Checked by the codebook that the item was asked under. Refused where an answer could not be taken back, but for its
    age: an older one that nobody else was asked beside can be corrected too, and is blind no longer, for what was said
    of its item may have been read since. Those of audits, second answers and checks stand from then on.
    """
    spec = spec_of(annotation.codebook_id)
    answers = checked_answers(spec, answers, lambda: annotation.item.sample.fields)
    comment, rule = checked_remarks(spec, comment, rule)
    dispenser = lock_dispenser(annotation.project)
    item = Item.objects.select_for_update(of=("self",)).select_related("sample").get(pk=annotation.item_id)
    item.project = annotation.project
    annotation.refresh_from_db(fields=["undone_at", "revealed_at"])
    said = answers, comment, rule
    try:
        check_may_change(annotation)
    except Undone:
        return corrected_already(annotation, said)
    if item.state == Item.State.FLAGGED:
        raise WithALead  # who may have read there what others said
    is_old = annotation.pk not in last_answers(annotation.user_id, annotation.project_id)
    if is_old and (annotation.stream != Stream.ACTIVE or item.answers_needed > 1 or item.answers > 1):
        raise TooOld
    if says(annotation, said):
        return annotation
    if not Annotation.objects.valid().filter(pk=annotation.pk, revealed_at=None).update(undone_at=timezone.now()):
        raise Seen
    first = annotation.assignment
    first.item, first.project = item, annotation.project
    first.blind = first.blind and not is_old
    newest = append(first, spec, answers=answers, comment=comment, rule=rule, seconds=annotation.seconds)
    subject = f"answer {annotation.pk}"
    record(actor=annotation.user, verb="answer.corrected", project=annotation.project, subject=subject)
    if annotation.stream != Stream.GOLD:
        ask_no_more_for_a_tie(item, policy_under(dispenser.project))
        _settle(item)
    return newest


def _settle(item: Item) -> None:
    """Whoever holds it goes on holding it, unless the others agree by now."""
    before = item.state
    settle(item=item)
    if before == Item.State.HELD and not give_back_if_settled(item):
        Item.objects.filter(pk=item.pk).update(state=before)
