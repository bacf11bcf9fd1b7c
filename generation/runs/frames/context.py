"""What a run is made from: frozen at its start, and read as its recipe may know it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.utils.timezone import localdate

from generation.conditions.frames import scope_of
from generation.knowledge.frames import FirstRows, frozen_knowledge, rows_of
from generation.methods.conditions import Scope
from generation.methods.context import Context
from generation.methods.steps import Demonstration
from generation.methods.taskspec import TaskSpec
from generation.models import TO_CHECK, Codebook, Origin, Project, Round, Run, Sample
from generation.recipe_book import recipe_of
from generation.runs.frames.labels import frozen_labels, seeds_as_labelled

T = TypeVar("T")
MOST_SUPPORT = 500
MOST_TOPICS = 1000
ENDS = 10  # topics looked at from either end: what is imported together has the same columns
READ_AT_ONCE = 100


def frozen_support(project: Project, codebook: Codebook | None = None) -> dict:
    """The samples that a run started now may show or write about, by id, and how many gold ones there are; `codebook`
    is the one in force, for who has it. What people have thrown away is no example, no topic and no measure."""
    codebook = codebook or Codebook.objects.current(project)
    kept = Sample.objects.filter(project=project).kept()
    seeds = kept.filter(origin=Origin.SEED).exclude(reference="").order_by("id")
    topics = kept.filter(origin=Origin.UNLABELLED).order_by("id")
    about = list(topics.values_list("id", flat=True)[:MOST_TOPICS])
    ends = Sample.objects.filter(pk__in={*about[:ENDS], *about[-ENDS:]}).values_list("fields", flat=True)
    return {
        **(seeds_as_labelled(seeds[:MOST_SUPPORT], codebook) if codebook else {"support": [], "labels": {}}),
        "topics": about,
        "columns": sorted({name for fields in ends for name in fields}),
        "day": localdate().isoformat(),
        "gold": kept.filter(origin=Origin.GOLD).exclude(reference="").count(),
        **frozen_knowledge(project),
    }


def context_of(run: Run, number: int | None = None, known: Context | None = None) -> Context:
    """All that the run's recipe may know in its current round, or in another (0: its set-up), as it was frozen; and
    read: a worker's loop must not ask the database. Documents and facts, which are many and never change, are taken
    over from `known`, an earlier context of the run, where there is one."""
    if known:
        knowledge = {"documents": known.documents, "triples": known.triples, "made": known.made}
    else:
        knowledge = {kind: rows_of(run.setup.get(kind, ())) for kind in recipe_of(run).knowledge(run.params)}
    return replace(first_look(run, number), **knowledge)


def first_look(run: Run, number: int | None = None) -> Context:
    """The same with no more than the beginning of the documents and facts: enough to say whether a run can start, and
    what it costs."""
    before = run.setup.get("before")
    scope = before if number == 0 else run.setup.get("scope", before)
    known = context(
        run.codebook,
        run.params,
        run.count,
        Scope.from_json(scope) if scope is not None else scope_of(run.project),
        run.setup,
    )
    rounds = Round.objects.filter(run=run, number=run.round if number is None else number)
    notes = rounds.values_list("notes", flat=True).first() or {}
    return replace(known, support=tuple(known.support), topics=tuple(known.topics), seed=run.seed, notes=notes)


def context(codebook, params: dict, count: int, scope: Scope, frozen: dict) -> Context:
    spec = TaskSpec.from_json(codebook.as_spec())
    if params.get("question"):
        spec.question(params["question"])  # KeyError where the codebook has no such question
    first, labels = spec.judged.name if spec.judged else "", frozen_labels(frozen)

    def demonstration(sample: Sample) -> Demonstration:
        known = {**sample.metadata, "machine": sample.origin in TO_CHECK}
        said = labels.get(sample.pk)
        if said is None:  # a run that began before labels were frozen: what stands of the sample today is all there is
            said = {first: sample.reference, **sample.answers}
        return Demonstration(str(sample.pk), sample.fields, said, known)

    support = Later(frozen["support"], demonstration)
    topics = Later(frozen["topics"], lambda sample: "\n".join(map(str, sample.fields.values())))
    knowledge = {kind: FirstRows(frozen.get(kind, ())) for kind in ("documents", "triples")}
    more = {"gold": frozen.get("gold", 0), "second": bool(frozen.get("second"))}
    more |= {"columns": tuple(frozen.get("columns", ())), "day": frozen.get("day", "")}
    return Context(spec, params, count, scope, support, topics, **more, **knowledge)


class Later(Sequence[T]):
    """Samples known by id, read a few at a time when they are looked at: a preview needs the first ones, or none."""

    def __init__(self, ids: list[int], shape: Callable[[Sample], T]) -> None:
        self._left, self._shape, self._read = list(ids), shape, []

    def __len__(self) -> int:
        return len(self._read) + len(self._left)

    def __getitem__(self, place):
        while self._left and not (isinstance(place, int) and 0 <= place < len(self._read)):
            ids, self._left = self._left[:READ_AT_ONCE], self._left[READ_AT_ONCE:]
            samples = Sample.objects.in_bulk(ids)
            self._read += [self._shape(samples[pk]) for pk in ids if pk in samples]
        return self._read[place]
