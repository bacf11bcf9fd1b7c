"""A lead's word on what was flagged, or on what three answers could not settle."""

from dataclasses import replace

from django.db import transaction

from annotation.models import Item, Resolution
from annotation.queue.actions.answer import checked_answers, judged_label
from annotation.queue.actions.checks import confirms
from annotation.queue.actions.settle import fall_back, hold, nobody_left, valid_answers
from annotation.queue.frames import spec_of
from annotation.queue.refusals import NobodyElse, NotForALead
from generation.audit import record
from generation.codebooks.actions import learn
from generation.codebooks.lessons import Lesson
from generation.models import Codebook


@transaction.atomic
def decide(
    *, item: Item, lead, codebook: Codebook, answers: dict, reason: str = "", lesson: Lesson | None = None
) -> Resolution:
    """A lead's answer to an item; it holds from now on. With a lesson, what it taught goes into the draft."""
    spec = spec_of(codebook.pk)
    answers = checked_answers(spec, answers, lambda: item.sample.fields)
    item = _taken_up(item)
    label = judged_label(spec, answers)
    item.state = Item.State.GOLD if confirms(item, label) else Item.State.ANSWERED
    item.save(update_fields=["state"])
    resolution = Resolution.objects.create(
        item=item,
        label=label,
        answers=answers,
        rule=Resolution.Rule.LEAD,
        codebook=codebook,
        settles=True,
        decided_by=lead,
        reason=reason.strip(),
    )
    hold(item, label, answers)
    record(actor=lead, verb="item.decided", project=item.project, subject=f"item {item.pk}", label=label)
    if lesson:
        learn(project=item.project, lesson=lesson if lesson.label else replace(lesson, label=label), author=lead)
    return resolution


@transaction.atomic
def send_back(*, item: Item, lead) -> Item:
    """Let people answer it after all: it waits for somebody else again, with room for one more answer."""
    item = _taken_up(item)
    if nobody_left(item, valid_answers(item)):
        raise NobodyElse
    item.state = Item.State.WAITING
    item.answers_needed = max(item.answers_needed, item.answers + 1)
    item.last_holder = None
    item.save(update_fields=["state", "answers_needed", "last_holder"])
    fall_back(item, undecided=True)
    record(actor=lead, verb="item.sent_back", project=item.project, subject=f"item {item.pk}")
    return item


def _taken_up(item: Item) -> Item:
    locked = Item.objects.select_for_update(of=("self",)).select_related("sample", "project").get(pk=item.pk)
    if locked.state != Item.State.FLAGGED:
        raise NotForALead
    return locked
