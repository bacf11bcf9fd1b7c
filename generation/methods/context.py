"""What the parts of a recipe may know: what a run froze at its start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from generation.methods.conditions import Scope
from generation.methods.listed import entries
from generation.methods.steps import Demonstration
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.methods.values.graph import Graph, Relation, from_rows, holds, said_of

T = TypeVar("T")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Context:
    """The codebook, the recipe's settings, how many samples, the conditions, and the support samples.

    `seed` is the run's: parts draw from it what they prepare once for all rows. `notes` is what the set-up and the
    schedule found out for the rows of this round, by name (JSON). `gold` is how many gold samples there are, which no
    prompt ever shows. `documents` (title, text, source) and `triples` (rows as graph.from_rows reads them) are what the
    project has to write from. `second` says whether the run names a second model. `columns`: the fields
    that topics have, which the codebook of today need not. `made` is what parts made of all documents or
    triples. `day` is the one on which the run began (ISO date; '' for runs from before it was frozen): facts that do
    not hold yet are left out.
    """

    spec: TaskSpec
    params: dict[str, Any]
    count: int
    scope: Scope = field(default_factory=Scope)
    support: Sequence[Demonstration] = ()
    topics: Sequence[str] = ()
    seed: int = 0
    notes: dict[str, Any] = field(default_factory=dict)
    gold: int = 0
    documents: Sequence[Mapping[str, str]] = ()
    triples: Sequence[Mapping[str, Any]] = ()
    second: bool = False
    columns: tuple[str, ...] = ()
    day: str = ""
    made: dict[tuple[str, int], tuple[Any, Any]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def graph(self) -> Graph:
        """The triples that hold on the run's day, as a graph. Relations named by the setting `complete` hold all their
        facts."""
        complete = str(self.params.get("complete", ""))
        return self.once(f"graph {complete}", self.triples, lambda rows: _graph(rows, complete, self.day))

    @property
    def facts(self) -> int:
        """How many of the triples hold on the run's day."""
        return self.once("facts", self.triples, lambda rows: sum(holds(said_of(row), self.day) for row in rows))

    def once(self, name: str, rows: Sequence[T], make: Callable[[Sequence[T]], Made]) -> Made:
        """What is made of all rows, made once for the contexts that come of this one and have the same rows."""
        key = (name, id(rows))
        if key not in self.made:
            self.made[key] = (rows, make(rows))  # with the rows: while they live, nothing else has their id
        return self.made[key][1]

    @property
    def judged_name(self) -> str:
        """The question whose answer is a sample's label; "" where no question takes one label."""
        return self.spec.judged.name if self.spec.judged else ""

    @property
    def question_name(self) -> str:
        """The label question that the run is about; "" where it is about none."""
        return self.question.name if self.params.get("question") else self.judged_name

    @property
    def question(self) -> QuestionSpec:
        """The label question that the run is about."""
        return self.spec.question(self.params.get("question", ""))


def _graph(rows: Sequence[Mapping[str, Any]], complete: str, day: str) -> Graph:
    return from_rows(rows, [Relation(name, complete=True) for name in entries(complete)], day)


@dataclass(frozen=True)
class Item:
    """An existing sample that a row is made from; with the `label` that it has where the row is about that."""

    id: str
    fields: dict[str, str]
    label: str = ""
