"""Rows drawn as coherent sets of the project's facts: what was used often comes less, counted anew every batch.

SynthIE, Josifoski et al. 2023 (arXiv 2303.04132); the drawing is in triple_sets.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.steps import Draw, Proposal
from generation.methods.values.dealer import RowDealer
from generation.methods.values.graph import BETWEEN, Graph, Triple, places
from generation.methods.values.triple_sets import SIZES, Used, triple_sets

if TYPE_CHECKING:
    from generation.methods.allocators import Wanted


@dataclass(frozen=True)
class Facts(RowDealer):
    """Says that rows are written from the project's facts, which the allocator `fact_sets` draws as `facts`."""

    names = ("facts",)
    knowledge = "triples"

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("triples", kit.context.facts)

    def make_ready(self, kit: Kit) -> None:
        _ = kit.context.graph

    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class FactSets:
    """Sets of up to `most` facts, more small ones. alpha 1 counts uses, 0 takes the facts as they are distributed."""

    most: int = bounded(10, least=1, most=10)
    alpha: float = bounded(1.0, least=0, most=1)
    items = ""

    def propose(self, kit: Kit, wanted: "Wanted", rng: Random) -> Proposal:
        graph, used = kit.context.graph, Used(wanted.state)
        used.observe(_facts(one.draw) for one in wanted.finished if one.accepted)
        sizes = {size: share for size, share in SIZES.items() if size <= self.most}
        pending = [_facts(draw) for draw in wanted.pending]
        sets = triple_sets(graph, used, pending, wanted.rows, rng, alpha=self.alpha, sizes=sizes)
        return Proposal(tuple(_draw(graph, facts) for facts in sets), used.to_json())


def told(graph: Graph, fact: Triple) -> str:
    """Return a fact as prompts and samples show it: subject | relation | object."""
    return BETWEEN.join((graph.shown(fact.subject), fact.relation, graph.shown(fact.object)))


def _draw(graph: Graph, facts: Sequence[Triple]) -> Draw:
    keys = [[fact.subject, fact.relation, fact.object, fact.literal] for fact in facts]
    sources = sorted({fact.source for fact in facts if fact.source})
    extra = {"facts": [told(graph, fact) for fact in facts], "fact_keys": keys, "sources": sources}
    extra["facts_at"] = places(facts)
    return Draw(extra=extra, reason="fact_sets")


def _facts(draw: Draw) -> Iterable[Triple]:
    keys = draw.extra.get("fact_keys", ())
    return [Triple(subject, relation, target, literal=literal) for subject, relation, target, literal in keys]
