"""A lead's word on what was flagged, or on what three answers could not settle; and that word taken back."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.methods.two_people import TAKEN
from annotation.models import Annotation, Item, Resolution
from annotation.queue.actions.answer import checked_answers, checked_remarks
from annotation.queue.actions.checks import confirms
from annotation.queue.actions.outcome import label_of, speaks_of_another_text
from annotation.queue.actions.settle import fall_back, hold, nobody_left, reopen, valid_answers
from annotation.queue.frames import DECIDED, spec_of
from annotation.queue.log import record_of
from annotation.queue.refusals import AnswerGone, DecisionGone, NobodyElse, NotForALead
from generation.codebooks.actions import learn
from generation.codebooks.lessons import Lesson
from generation.models import Codebook

#: Characters of a lead's reason.
MOST_REASON = 2000


@transaction.atomic
def decide(
    *, item: Item, lead, codebook: Codebook, answers: dict, rule: str = "", reason: str = "",
    lesson: Lesson | None = None, taken: Annotation | None = None,
) -> Resolution:  # fmt: skip
    """A lead's answer to an item; it holds from now on. `rule` is the one of the codebook that decides, `reason` says
    why in words. With a lesson, what it taught goes into the draft. `taken` is whose answers these are (see `take`)."""
    spec = spec_of(codebook.pk)
    answers = checked_answers(spec, answers, lambda: item.sample.fields)
    _comment, rule = checked_remarks(spec, "", rule)
    reason = _checked(reason)
    item = _taken_up(item)
    merged = _told_of(taken, item) if taken else {}
    label = label_of(spec, answers)
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
        reason=reason,
        named_rule=rule,
        merged=merged,
        of_another_text=speaks_of_another_text(spec, item, answers),
    )
    hold(item, spec, label, answers)
    record_of(item, item.project, actor=lead, verb="item.decided", label=label)
    if lesson:
        learn(project=item.project, lesson=lesson if lesson.label else replace(lesson, label=label), author=lead)
    return resolution


def take(
    *, item: Item, lead, codebook: Codebook, answer: Annotation, rule: str | None = "", reason: str = "",
    lesson: Lesson | None = None,
) -> Resolution:  # fmt: skip
    """One person's answers hold as they are: the label, and the text as that person left it, never a mixture.

    They are decided by `codebook`, as any decision: ValidationError says what does not fit it, where the answer was
    given by an older one. Where nothing is said of a rule, the one that its author named decides, if the codebook still
    has it; `rule` is None where none fits.
    """
    if rule == "" and answer.rule in [one.id for one in spec_of(codebook.pk).rules]:
        rule = answer.rule
    return decide(
        item=item, lead=lead, codebook=codebook, answers=answer.answers, rule=rule or "", reason=reason, lesson=lesson,
        taken=answer,
    )  # fmt: skip


def _told_of(taken: Annotation, item: Item) -> dict:
    """Whose answers were taken, of which. Under the lock: its author may have taken it back a moment ago."""
    there = list(item.annotations.valid().order_by("pk").values_list("pk", flat=True))
    if taken.pk not in there:
        raise AnswerGone
    return {"row": TAKEN, "kept": taken.pk, "of": there, "seed": "", "coin": None}


def _checked(reason: str) -> str:
    if len(reason) > MOST_REASON or "\x00" in reason:
        raise ValidationError({"reason": _("At most %(most)d plain characters.") % {"most": MOST_REASON}})
    return reason.strip()


@transaction.atomic
def undo_decision(*, decision: Resolution, lead) -> Item:
    """The item waits for a lead again, with what people said of it. The decision stays beside the row that follows it.

    Only as long as it is the last word on the item, and nobody is asked about it anew. What it taught stays in the
    draft of the codebook: there it can be changed.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("sample", "project").get(pk=decision.item_id)
    newest = item.resolutions.order_by("-pk").first()
    if newest != decision or newest.rule != Resolution.Rule.LEAD or item.state not in DECIDED:
        raise DecisionGone
    reopen(item)
    record_of(item, item.project, actor=lead, verb="item.undecided", label=decision.label)
    return item


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
    record_of(item, item.project, actor=lead, verb="item.sent_back")
    return item


def _taken_up(item: Item) -> Item:
    locked = Item.objects.select_for_update(of=("self",)).select_related("sample", "project").get(pk=item.pk)
    if locked.state != Item.State.FLAGGED:
        raise NotForALead
    return locked
