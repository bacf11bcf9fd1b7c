"""What the queue reads: the codebook in force, what a person holds, and what a model suggests."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.models import (
    Annotation,
    Assignment,
    Dispenser,
    Item,
    Lane,
    Recheck,
    ReviewPolicy,
    Skill,
    Stream,
    Suggestion,
)
from annotation.models.queue import TOP
from generation.methods.questions.fitting import fitting
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, MachineLabel, Membership, Project, Role, Sample
from generation.models.machine import STUDENT
from synthlab.prepared import Given, Prepared

#: So many of a person's latest answers can be taken back.
LAST_ANSWERS = 10

#: An item that so many skipped is passed to a lead instead of going round for ever.
MOST_PASSES = 5
TENS = 10
#: So many items that wait for another person are looked at to say how many are left, on every page.
MOST_WAITING = 1_000
#: Where an item is after a lead's decision, until it is asked anew.
DECIDED = (Item.State.ANSWERED, Item.State.GOLD)
#: Whose answers count.
ANSWERING = (Role.LEAD, Role.ANNOTATOR)
#: Of a gold row's metadata: why its label is right, for the person who has answered it.
EXPLANATION = "explanation"
MOST_EXPLAINED = 1000
#: What stands for the stream before whoever may not know it.
REVIEW = "review"

MY_LEASE = Prepared(
    lambda: Assignment.objects.filter(
        project=Given("project"), user=Given("user"), lease=Given("lease")
    ).select_related("item")  # the sample is read only where it is shown again
)
STANDING_LABELS = Prepared(
    lambda: MachineLabel.objects.standing().filter(sample=Given("sample")).exclude(source=STUDENT).in_turn()
)

#: The lane of items that no rule keeps for some people.
EVERYBODY = 0


def _able():
    rule = Lane.objects.filter(pk=Given("lane"))
    has_skill = Skill.objects.filter(membership=OuterRef("pk"), word__in=rule.exclude(skill="").values("skill"))
    is_named = Lane.people.through.objects.filter(lane=Given("lane"), membership=OuterRef("pk"))
    members = Membership.objects.filter(project=Given("project"), role__in=ANSWERING)
    return members.filter(Exists(has_skill) | Exists(is_named)).values_list("user_id", flat=True)


ABLE = Prepared(_able)
COULD_ANSWER = Prepared(
    lambda: Membership.objects.filter(project=Given("project"), role__in=ANSWERING).values_list("user_id", flat=True)
)


@lru_cache(maxsize=64)
def spec_of(codebook_id: int) -> TaskSpec:
    """The specification of a published codebook or a candidate. Neither ever changes: each process reads one once."""
    published = Codebook.objects.published().with_parts().filter(pk=codebook_id).first()
    codebook = published or Codebook.candidates.with_parts().get(pk=codebook_id)
    return TaskSpec.from_json(codebook.as_spec())


def policy_of(project: Project) -> ReviewPolicy:
    return ReviewPolicy.objects.filter(project=project).first() or ReviewPolicy(project=project)


def assignment_for(user, project: Project, lease: str) -> Assignment:
    """A person's own lease, whatever became of it. Somebody else's is nobody's business: 404."""
    found = MY_LEASE.first(project=project.pk, user=user.pk, lease=lease)
    if found is None:
        raise Http404(_("You never held such a lease in this project."))
    found.project = found.item.project = project
    return found


def held_by(user, project: Project) -> QuerySet[Assignment]:
    """What a person holds, oldest first; what ran out is left to others."""
    held = Assignment.objects.filter(user=user, project=project, state=Assignment.State.HELD)
    mine = held.filter(expires_at__gt=timezone.now()).order_by("id")
    return mine.select_related("item__sample", "project__review_policy")


def could_answer(project_id: int, lane: int = EVERYBODY) -> set[int]:
    """Ids of the members who may answer the items of a lane."""
    able = set(ABLE.all(project=project_id, lane=lane)) if lane != EVERYBODY else set()
    if able or lane != EVERYBODY and Lane.objects.filter(pk=lane).exists():
        return able
    return set(COULD_ANSWER.all(project=project_id))  # of a rule that is gone, too: its items are on their way to all


def lanes_of_others(user, project_id: int) -> QuerySet[Lane]:
    """Ids of the rules that keep their items for other people; the other side of `could_answer`."""
    mine = Membership.objects.filter(project=project_id, user=user.pk, role__in=ANSWERING)
    has_skill = Skill.objects.filter(membership__in=mine, word=OuterRef("skill")).exclude(word="")
    is_named = Lane.people.through.objects.filter(lane=OuterRef("pk"), membership__in=mine)
    return Lane.objects.filter(project=project_id).exclude(Exists(has_skill) | Exists(is_named)).order_by().values("pk")


def hides_now(assignment: Assignment) -> bool:
    """Whether the lead hides suggestions by now: from an item that was handed out with one, too. Its answer stays one
    with a suggestion, for it may have been read. No query where the policy came along."""
    policy = getattr(assignment.project, "review_policy", None)
    return policy is not None and policy.suggestion == Suggestion.HIDDEN


def suggestion_for(assignment: Assignment) -> dict | None:
    """The model's answers, for an item that may be seen with them; None where the review is blind, or is so by now."""
    if assignment.blind or hides_now(assignment):
        return None
    sample = assignment.item.sample
    return as_asked(machine_answer(sample), spec_of(assignment.codebook_id), sample)


def machine_answer(sample: Sample) -> dict | None:
    """What a model says of a sample: {answers, probability, source, rule, quote, simulated}."""
    return _in_one(STANDING_LABELS.all(sample=sample.pk))


def machine_answers(samples: Collection[int]) -> dict[int, dict]:
    """The same of each of some samples that a model labelled, in one query."""
    given: dict[int, list[MachineLabel]] = {}
    for label in MachineLabel.objects.standing().filter(sample__in=samples).exclude(source=STUDENT).in_turn():
        given.setdefault(label.sample_id, []).append(label)
    return {sample: _in_one(labels) for sample, labels in given.items()}


def _in_one(given: Iterable[MachineLabel]) -> dict | None:
    """The first word on each question that stands: a second source beside it changes no label that holds."""
    labels: dict[str, MachineLabel] = {}
    for label in given:
        labels.setdefault(label.question, label)
    if not labels:
        return None
    first = next(iter(labels.values()))
    return {
        "answers": {question: label.answer for question, label in labels.items()},
        "probability": first.probability,
        "source": first.source,
        "rule": first.rule,
        "quote": first.quote,
        "simulated": first.simulated,
    }


def as_asked(word: dict | None, spec: TaskSpec, sample: Sample) -> dict | None:
    """What a model says, as far as the codebook takes it; None where nothing is left."""
    answers = fitting(spec, word["answers"], lambda: sample.fields) if word else {}
    return word | {"answers": answers} if answers else None


def checks_spent(project: Project) -> datetime | None:
    """Since when no gold check is left to give to anybody who answers; None where some are."""
    return Dispenser.objects.filter(project=project).values_list("checks_spent_at", flat=True).first()


def stream_told(assignment: Assignment, policy: ReviewPolicy, *, asked: str | None = None) -> str:
    """The stream as its person may know it.

    Who knows that an item is an audit item treats it with more care than the rest, and the audit would no longer speak
    for the rest; nor would a check speak for its person. So `REVIEW` stands for every stream once an audit is open or
    checks run, and always for second answers; a lead who asked for one stream is told that one.
    """
    if asked:
        return assignment.stream
    if assignment.stream == Stream.ACTIVE and not policy.audit_open and not policy.gold_share:
        return assignment.stream
    return REVIEW


def left_told(project: Project) -> str:
    """How many items wait for an answer: a counter of those that nobody had, and those that came back.

    In tens where gold checks run or settled rows are asked again: it stays as it is after these, and a number that
    moved with every other item would tell them.
    """
    waiting = Item.objects.filter(project=project, state=Item.State.WAITING)[:MOST_WAITING]
    counted = Dispenser.objects.filter(project=project).annotate(
        looked_at=_Counted(waiting.values("pk")),
        back=_CameBack(waiting.values("answers", "priority"), top=TOP),
        again=Exists(Recheck.objects.filter(snapshot__project=project)),
    )
    told = counted.values_list("open_items", "back", "looked_at", "again", "project__review_policy__gold_share")
    fresh, back, looked_at, again, gold_share = told.first() or (0, 0, 0, False, 0)
    left, more = fresh + back, "+" if looked_at == MOST_WAITING else ""
    if not gold_share and not again:
        return f"{left:,}{more}"
    return f"~{left - left % TENS:,}{more}" if left >= TENS else f"<{TENS}{more}"


class _Counted(Subquery):
    """The number of its rows: in the query that reads the rest, for it stands on every page."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class _CameBack(_Counted):
    """Items that were given back, skipped or taken back, or that a lead asks for again. Those that only want a second
    answer are none of them: a number that rose with the first answer would tell its author that somebody else is asked
    as well."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted WHERE answers = 0 OR priority >= %(top)s)"


def last_answers(user_id: int, project_id: int) -> list[int]:
    """A person's newest answers, the ones that can still be taken back.

    Those taken back are among them: otherwise an answer that already stood could be taken back again.
    """
    mine = Annotation.objects.filter(user=user_id, project=project_id)
    return list(mine.order_by("-id").values_list("pk", flat=True)[:LAST_ANSWERS])


def feedback(annotation: Annotation) -> dict | None:
    """What its author is told of a check: {right, reference, definition, rules, explanation}; None: nothing."""
    if annotation.stream != Stream.GOLD or annotation.revealed_at is None:
        return None
    if not policy_of(annotation.project).gold_feedback:
        return None
    spec, reference = spec_of(annotation.codebook_id), annotation.item.sample.reference
    labels = spec.judged.labels if spec.judged else ()
    return {
        "right": annotation.label == reference,
        "reference": reference,
        "definition": next((label.definition for label in labels if label.name == reference), ""),
        "rules": [{"id": rule.id, "text": rule.text} for rule in spec.rules if rule.label == reference],
        "explanation": str(annotation.item.sample.metadata.get(EXPLANATION, ""))[:MOST_EXPLAINED],
    }


def given_by(user, project_id: int) -> QuerySet[Annotation]:
    """Each of a person's answers once, as it was first given: one that was corrected is no new one, and counts on the
    day of the first. Those taken back are not among them."""
    same = Annotation.objects.filter(assignment=OuterRef("assignment"))
    mine = Annotation.objects.filter(user=user, project=project_id)
    return mine.filter(Exists(same.valid()), ~Exists(same.filter(pk__lt=OuterRef("pk"))))


def midnight() -> datetime:
    """When the day began, in the server's time zone (TIME_ZONE): for the cap and for the count of today's answers."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def is_day_done(policy: ReviewPolicy, user, held: int) -> bool:
    """Whether today's answers and what the person holds come to the cap. One look by index, at the cap's distance."""
    if not policy.daily_cap:
        return False
    left = policy.daily_cap - held
    if left <= 0:
        return True
    mine = given_by(user, policy.project_id).order_by("-id")
    at = mine.values_list("created_at", flat=True)[left - 1 : left].first()
    return at is not None and at >= midnight()
