"""An answer comes in: checked against the codebook it was asked under, appended, and the label that follows derived."""

from datetime import datetime
from math import isfinite

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import Annotation, Assignment, Item, Stream
from annotation.queue.actions.checks import told_at
from annotation.queue.actions.pull import lock_dispenser
from annotation.queue.actions.sent_twice import stored_already
from annotation.queue.actions.settle import settle
from annotation.queue.frames import spec_of
from annotation.queue.mentions import mention_in_answer
from generation.methods.questions.answers import AnswersError, read_answers
from generation.methods.questions.kind import Answer, Texts
from generation.methods.taskspec import TaskSpec
from synthlab.prepared import Given, PreparedInsert, PreparedUpdate

MOST_COMMENT = 5_000
MOST_SECONDS = 24 * 3600


def submit(
    *, assignment: Assignment, answers: dict, seconds: float | None = None, comment: str = "", rule: str = ""
) -> Annotation:
    """Store a person's answer to an item they hold; sending the very same twice gives the first one back.

    A lease that ran out still holds until the item went to somebody else: nobody loses an answer for a phone call.
    """
    spec = spec_of(assignment.codebook_id)
    answers = checked_answers(spec, answers, lambda: assignment.item.sample.fields)
    comment, rule = checked_remarks(spec, comment, rule)
    with transaction.atomic():
        if not _end(assignment):
            stored = Annotation.objects.valid().filter(assignment=assignment)
            return stored_already(stored, (answers, comment, rule))
        item = _locked(assignment.item)
        assignment.item = item
        annotation = append(assignment, spec, answers=answers, comment=comment, rule=rule, seconds=plausible(seconds))
        if annotation.stream != Stream.GOLD:  # which says something of its person and not of the item
            settle(item=item, newest=annotation)
    return annotation


END = PreparedUpdate(
    lambda: Assignment.objects.filter(
        pk=Given("lease"), blind=Given("blind", BooleanField()), state=Assignment.State.HELD
    ),
    "state", "ended_at",
)  # fmt: skip
APPEND = PreparedInsert(Annotation)


def append(
    assignment: Assignment, spec: TaskSpec, *, answers: dict[str, Answer], comment: str, rule: str,
    seconds: float | None = None,
) -> Annotation:  # fmt: skip
    """The answer to what a person was given, as it is stored; who is named in its comment is told."""
    annotation = APPEND(
        Annotation(
            project=assignment.project,
            item=assignment.item,
            assignment=assignment,
            user_id=assignment.user_id,
            codebook_id=assignment.codebook_id,
            stream=assignment.stream,
            blind=assignment.blind,
            answers=answers,
            label=judged_label(spec, answers),
            rule=rule,
            comment=comment,
            seconds=seconds,
            revealed_at=told_at(assignment),
        )
    )
    mention_in_answer(annotation)
    return annotation


def _end(assignment: Assignment) -> bool:
    """Whether the lease was still theirs; it is over now."""
    submitted, now = Assignment.State.SUBMITTED, timezone.now()
    if not _end_as_seen(assignment, submitted, now) and not _end_late(assignment, now):
        return False
    assignment.state = submitted
    return True


def _end_as_seen(assignment: Assignment, state: str, now: datetime) -> bool:
    """Under the blindness that goes down with the answer: a look at the suggestion may come in at this moment."""
    ended = {"lease": assignment.pk, "state": state, "ended_at": now}
    if END(blind=assignment.blind, **ended):
        return True
    was_blind = assignment.blind
    assignment.refresh_from_db(fields=["blind", "looked_at"])
    return assignment.blind != was_blind and bool(END(blind=assignment.blind, **ended))


def _end_late(assignment: Assignment, now: datetime) -> bool:
    """Whether it had run out, and nobody was given the item since."""
    assignment.refresh_from_db(fields=["state"])
    if assignment.state != Assignment.State.EXPIRED:
        return False
    lock_dispenser(assignment.project)  # nobody is given the item before this answer is in
    since = Assignment.objects.filter(item=OuterRef("item"), pk__gt=OuterRef("pk"))
    ran_out = Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.EXPIRED)
    theirs = (
        ran_out if assignment.stream == Stream.GOLD else ran_out.filter(~Exists(since), item__state=Item.State.WAITING)
    )
    return bool(theirs.update(state=Assignment.State.SUBMITTED, ended_at=now))


def checked_answers(spec: TaskSpec, answers: dict, texts: Texts) -> dict[str, Answer]:
    """The answers in the codebook's order; ValidationError names each question and what is wrong with it."""
    if not isinstance(answers, dict):
        raise ValidationError({"answers": _("Send an object: {question: answer}.")})
    try:
        return read_answers(spec, answers, texts)
    except AnswersError as error:
        problems = error.problems.items()
        raise ValidationError({name: _(found.message) % found.values for name, found in problems}) from error


def judged_label(spec: TaskSpec, answers: dict[str, Answer]) -> str:
    """The answer to the question that is judged; "" where it has none."""
    return answers.get(spec.judged.name, "") if spec.judged else ""


def checked_remarks(spec: TaskSpec, comment: str, rule: str) -> tuple[str, str]:
    """The comment without space around it, and the rule; ValidationError says what is wrong with either."""
    if rule and rule not in [known.id for known in spec.rules]:
        raise ValidationError({"rule": _("The codebook has no rule “%(rule)s”.") % {"rule": rule[:20]}})
    if len(comment) > MOST_COMMENT:
        raise ValidationError({"comment": _("At most %(most)d characters.") % {"most": MOST_COMMENT}})
    if "\x00" in comment:
        raise ValidationError({"comment": _("NUL characters are not allowed.")})
    return comment.strip(), rule


def plausible(seconds: float | None) -> float | None:
    """Time is a measurement, not an answer: a broken one is left out and refuses nothing."""
    return seconds if seconds is not None and isfinite(seconds) and 0 <= seconds <= MOST_SECONDS else None


def _locked(item: Item) -> Item:
    """The item under a lock where somebody else's answer to it may be taken back at this moment."""
    if item.answers == 0:
        return item
    fresh = Item.objects.select_for_update(of=("self",)).select_related("sample").get(pk=item.pk)
    fresh.project = item.project
    return fresh
