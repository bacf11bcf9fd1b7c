"""What the parts of a recipe may know: what a run froze at its start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generation.methods.conditions import Scope
from generation.methods.steps import Demonstration
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.methods.values.graph import Graph, Relation, from_rows


@dataclass(frozen=True)
class Context:
    """The codebook, the recipe's settings, how many samples, the conditions, and the support samples.

    `seed` is the run's: parts draw from it what they prepare once for all rows. `notes` is what the set-up and the
    schedule found out for the rows of this round, by name (JSON). `gold` is how many gold samples there are, which no
    prompt ever shows. `documents` (title, text, source) and `triples` (rows as graph.from_rows reads them) are what the
    project has to write from. `second` says whether the run names a second model.
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

    @cached_property
    def graph(self) -> Graph:
        """The triples as a graph. Relations named by the setting `complete` hold all their facts."""
        named = (name.strip() for name in str(self.params.get("complete", "")).split(","))
        return from_rows(self.triples, [Relation(name, complete=True) for name in named if name])

    @property
    def question(self) -> QuestionSpec:
        """The label question that the run is about."""
        return self.spec.question(self.params.get("question", ""))


@dataclass(frozen=True)
class Item:
    """An existing sample that a row is made from."""

    id: str
    fields: dict[str, str]
