"""One entity of the project's facts for each row, and what is known of it.

Long-tail entities are what a model knows least: w(e) ∝ popularity^(1 - alpha), alpha 1 takes all alike.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any

from generation.methods.conditions import Scope
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.listed import checked_entries, entries
from generation.methods.parts import PartError, bounded
from generation.methods.steps import Draw, Script
from generation.methods.values.dealer import RowDealer
from generation.methods.values.fact_sets import told
from generation.methods.values.graph import Graph, places, weight
from generation.methods.values.named_facts import check_known, failed, plain, types_of, whole


@dataclass(frozen=True)
class EntityFacts(RowDealer):
    """`entity` with up to `most` of its `facts`, each with its source, and where these stand (`facts_at`).

    `type` keeps to entities of one type.
    """

    most: int = bounded(5, least=1, most=20)
    alpha: float = bounded(1.0, least=0, most=1)
    type: str = ""

    names = ("entity", "facts")
    knowledge = "triples"

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("triples", kit.context.facts)

    def check(self, kit: Kit) -> None:
        """PartError where the facts do not have the type, or a relation that is said to be complete, as far as they
        are known."""
        checked_entries("complete", self._complete(kit))
        if whole(kit):
            self._check_names(kit)

    def listing(self, kit: Kit) -> Script[Scope]:
        try:
            self._check_names(kit)
        except PartError as problem:
            raise failed(problem) from problem
        return (yield from super().listing(kit))

    def _check_names(self, kit: Kit) -> None:
        graph = kit.context.graph
        if self.type:
            check_known("type", [self.type], types_of(graph))
        check_known("complete", entries(self._complete(kit)), graph.by_relation)

    def _complete(self, kit: Kit) -> str:
        return str(kit.context.params.get("complete", ""))

    def make_ready(self, kit: Kit) -> None:
        _ = kit.context.graph

    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        graph = kit.context.graph
        keys, weights = self._weights.of(graph)
        entity = rng.choices(keys, cum_weights=weights)[0]
        about = graph.about[entity]
        facts = rng.sample(about, min(self.most, len(about)))
        return {
            "entity": graph.shown(entity),
            "facts": [told(graph, fact) for fact in facts],
            "sources": sorted({fact.source for fact in facts if fact.source}),
            "facts_at": places(facts),
        }

    @cached_property
    def _weights(self) -> "Weights":
        return Weights(self.type, self.alpha)


class Weights:
    """The entities that are in some fact, with their running weights: made once for the rows of a run."""

    def __init__(self, type_name: str, alpha: float) -> None:
        self._type, self._alpha = type_name, alpha
        self._made: tuple[list[str], list[float]] | None = None

    def of(self, graph: Graph) -> tuple[list[str], list[float]]:
        if self._made is None:
            keys = [key for key in self._wanted(graph) if graph.popularity(key)] or list(graph.about)
            self._made = keys, list(accumulate(weight(graph.popularity(key), 0, self._alpha) for key in keys))
        return self._made

    def _wanted(self, graph: Graph) -> list[str]:
        if not self._type:
            return graph.of_type("")
        meant = (kind for kind in types_of(graph) if plain(kind) == plain(self._type))
        return list(dict.fromkeys(key for kind in sorted(meant) for key in graph.of_type(kind)))
