"""A person's own answer replaced by another one: the old one stays, marked as taken back."""

from django.db import transaction
from django.utils import timezone

from annotation.models import Annotation, Item, Stream
from annotation.queue.actions.answer import append, checked_answers, checked_remarks
from annotation.queue.actions.pull import lock_dispenser
from annotation.queue.actions.settle import pass_to_lead, settle
from annotation.queue.actions.undo import check_may_change, was_passed_on
from annotation.queue.frames import spec_of
from annotation.queue.refusals import Seen
from generation.audit import record


@transaction.atomic
def correct(*, annotation: Annotation, answers: dict, comment: str = "", rule: str = "") -> Annotation:
    """Answer an item anew, however long ago it was answered. Returns the answer that holds now.

    Checked by the codebook that the item was asked under. Refused as an answer is that can no longer be taken back,
    but for its age: nothing was learnt since that the first answer did not know. Saying the same again changes nothing.
    """
    spec = spec_of(annotation.codebook_id)
    answers = checked_answers(spec, answers, lambda: annotation.item.sample.fields)
    comment, rule = checked_remarks(spec, comment, rule)
    lock_dispenser(annotation.project)
    item = Item.objects.select_for_update(of=("self",)).select_related("sample").get(pk=annotation.item_id)
    item.project = annotation.project
    annotation.refresh_from_db(fields=["undone_at", "revealed_at"])
    check_may_change(annotation)
    if (answers, comment, rule) == (annotation.answers, annotation.comment, annotation.rule):
        return annotation
    if not Annotation.objects.valid().filter(pk=annotation.pk, revealed_at=None).update(undone_at=timezone.now()):
        raise Seen
    first = annotation.assignment
    first.item, first.project = item, annotation.project
    newest = append(first, spec, answers=answers, comment=comment, rule=rule)
    subject = f"answer {annotation.pk}"
    record(actor=annotation.user, verb="answer.corrected", project=annotation.project, subject=subject)
    if annotation.stream != Stream.GOLD:
        _settle(item)
    return newest


def _settle(item: Item) -> None:
    """Whoever holds it goes on holding it, and what was passed to a lead stays there."""
    before, passed_on = item.state, was_passed_on(item)
    settle(item=item)
    if passed_on:
        pass_to_lead(item, was=item.state)
    elif before == Item.State.HELD:
        Item.objects.filter(pk=item.pk).update(state=before)
