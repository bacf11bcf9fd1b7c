"""What people and models said of the items that a codebook is tried on."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import Http404
from django.utils.translation import gettext as _

from annotation.compare.frames import labels_of_people
from annotation.models import Annotation, Half, Resolution, Stream, Trial, TrialAnswer, TrialItem, TrialSplit
from annotation.queue.frames import spec_of
from annotation.trials.questions import asked_of_models
from generation.methods.questions.answers import in_words
from generation.methods.questions.kind import Answer
from generation.methods.questions.registry import kind_of
from generation.models import TO_CHECK, Codebook, Origin, PlannedRow, Project, Run

ASKED = (*TO_CHECK, Origin.UNLABELLED)  # not what came with a reference
FEWEST, MOST_OF_A_HALF = 20, 1000  # items
IN_SHORT = ("before", "after", "difference")  # of a report, for a list
MOST = 50_000  # answered items that a draw looks at: the newest


@dataclass(frozen=True)
class Answered:
    """What people said of an item, blind, under a version of the codebook; `label`: "" where no question takes one."""

    label: str
    rule: str
    adjudicated: bool
    at_random: bool


@dataclass(frozen=True)
class Said:
    """What a model said of a sample to one question, and why."""

    answer: Answer
    rule: str = ""
    quote: str = ""
    rationale: str = ""

    @property
    def label(self) -> str:
        """The answer in a line."""
        return in_words(self.answer)


def answered_items(project: Project, codebook: Codebook, *, since: int | None = None) -> dict[int, Answered]:
    """The items with settled answers of people under this version, which were all given blind.

    What came with a reference is left out: a model may be shown it as an example. Where a question takes one label,
    items without a label are left out; else those without any answer that models give, too. {} where models are asked
    nothing. With `since` only items that have this answer or a later one.
    """
    asked, question = asked_of_models(codebook), codebook.judged_question
    if not asked:
        return {}
    answers = Annotation.objects.of_items().filter(item=OuterRef("item"), codebook=codebook)
    said = labels_of_people(project, codebook).filter(settles=True, item__sample__origin__in=ASKED)
    if since is not None:
        said = said.filter(item__in=Annotation.objects.filter(project=project, pk__gte=since).values("item"))
    rows = said.exclude(Exists(answers.filter(blind=False))).annotate(
        said=Cast(KeyTextTransform(question.name, "answers"), TextField()) if question else Value(""),
        named=Coalesce(NullIf("named_rule", Value("")), Subquery(answers.order_by("-pk").values("rule")[:1])),
    )
    if question is None:
        rows = rows.filter(Q(*(("answers__has_key", one.name) for one in asked), _connector=Q.OR))
    known = {label.name for label in question.labels.all()} if question else {""}
    names = ("item_id", "said", "named", "rule", "item__stream")
    return {
        item: Answered(label, named or "", how != Resolution.Rule.SINGLE, stream == Stream.AUDIT)
        for item, label, named, how, stream in rows.order_by("-pk").values_list(*names)[:MOST]
        if label in known
    }


def settled_answers(project: Project, codebook: Codebook, items: Collection[int]) -> dict[int, dict[str, Answer]]:
    """Item -> what people's answers came to, question by question."""
    said = labels_of_people(project, codebook).filter(item__in=items)
    return dict(said.values_list("item_id", "answers"))


def newest_split(project: Project) -> TrialSplit | None:
    return TrialSplit.objects.filter(project=project).select_related("base", "created_by").first()


def is_in_force(split: TrialSplit) -> bool:
    """Whether drafts are still held against the version that the items were drawn under."""
    published = Codebook.objects.published().filter(project=split.project_id)
    return published.order_by("-number").values_list("pk", flat=True).first() == split.base_id


def used_items(project: Project) -> set[int]:
    """Items of any half of any split so far: none of them can be held out any more."""
    return set(TrialItem.objects.filter(split__project=project).values_list("item_id", flat=True))


def samples_of(split: TrialSplit, half: str) -> list[int]:
    return list(split.items.filter(half=half).order_by("item__sample").values_list("item__sample", flat=True))


def sizes_of(split: TrialSplit) -> dict[str, int]:
    """How many items each half has."""
    counts = Counter(split.items.values_list("half", flat=True))
    return {half: counts[half] for half in Half.values}


def said_in(run: Run, question: str, samples: Sequence[int] | None = None) -> dict[int, Said]:
    """Sample -> what the run said of it, of those it has answered; of some `samples` alone where these are given."""
    return all_said_in(run, samples).get(question, {})


def all_said_in(run: Run, samples: Sequence[int] | None = None) -> dict[str, dict[int, Said]]:
    """Question -> sample -> what the run said of it."""
    rows = run.rows.filter(state=PlannedRow.State.ACCEPTED, round__gt=0, source__isnull=False)
    rows = rows if samples is None else rows.filter(source__in=samples)
    found: dict[str, dict[int, Said]] = {}
    for sample, candidates in rows.values_list("source", "candidates"):
        for draft in (draft for one in candidates for draft in one.get("labels", ())):
            answer = draft["label"] if draft.get("value") is None else draft["value"]
            if answer != "":
                said = Said(answer, *(draft.get(name) or "" for name in ("rule", "quote", "rationale")))
                found.setdefault(draft["question"], {}).setdefault(sample, said)
    return found


Given = dict[int, list[dict[str, Answer]]]  # TrialItem -> what each person answered, by question


def given_under(candidate: Codebook, split: TrialSplit, half: str) -> Given:
    """What people answered under the candidate."""
    answers = TrialAnswer.objects.valid().filter(codebook=candidate, item__split=split, item__half=half)
    given: Given = {}
    for item, told in answers.order_by("pk").values_list("item", "answers"):
        given.setdefault(item, []).append(told)
    return given


def people_under(candidate: Codebook, given: Given, question: str) -> dict[int, Answer | None]:
    """TrialItem -> what more than half of the people say who answered it under the candidate; None where they differ,
    or did not answer this question."""
    return {item: majority(candidate, question, [told.get(question) for told in all]) for item, all in given.items()}


def majority(candidate: Codebook, question: str, said: Sequence[Answer | None]) -> Answer | None:
    """What more than half of them support, by the rule of the question's kind that holds for answers of the queue, too.
    None where they differ, or half of them and more did not answer it."""
    answers = [one for one in said if one is not None]
    if 2 * len(answers) <= len(said):
        return None
    asked = next(one for one in spec_of(candidate.pk).questions if one.name == question)
    return kind_of(asked).merged(asked, answers)


def answers_seen(trial: Trial) -> list[int]:
    """How many answers of people to the candidate there are, and the last one: another pair means another report."""
    answers = TrialAnswer.objects.filter(codebook=trial.candidate_id, item__split=trial.split_id, item__half=trial.half)
    ids = list(answers.valid().values_list("pk", flat=True))
    return [len(ids), max(ids, default=0)]


def trials_of(project: Project) -> QuerySet[Trial]:
    """All tries with what they point to, the newest first; `first_of_base`: the try that pays for the base's labels."""
    related = ("split__base", "split__project", "candidate", "endpoint", "base_run", "candidate_run", "created_by")
    first = Trial.objects.filter(base_run=OuterRef("base_run")).order_by("pk").values("pk")
    tries = Trial.objects.filter(split__project=project).select_related(*related)
    return tries.annotate(first_of_base=Subquery(first[:1])).order_by("-pk")


def trials_in_short(project: Project) -> QuerySet[Trial]:
    """The same without what came of each item: of the report `IN_SHORT` alone, as `told_before` and so on."""
    return trials_of(project).defer("report").annotate(**{f"told_{name}": F(f"report__{name}") for name in IN_SHORT})


def trial_for(project: Project, pk: int) -> Trial:
    """404 where the project has no such try."""
    found = trials_of(project).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such try."))
    return found
