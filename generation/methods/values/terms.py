"""Terms of the domain: entities of the project's facts, or a list that the model writes.

ClinGen, R. Xu et al. 2024 (arXiv 2311.00287): topics from a knowledge graph or from a model. A label stands for a type
of entities or for a relation; of a relation the topics are pairs of entities that it links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generation.methods.conditions import LISTED, Dimension, Scope, Value
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.listed import checked_entries, entries
from generation.methods.parts import PartError, bounded
from generation.methods.steps import Demonstration, Draw, Script, SetupFailed
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.enumerated import Enumerated
from generation.methods.values.graph import Graph, Triple, ends, places
from generation.methods.values.graph_terms import kinds_of, terms_by_label, terms_of
from generation.methods.values.named_facts import check_known, check_label, failed, types_of, whole

FACTS = "facts"  # the source of a value that stands in them
MOST_SOURCES, MOST_FACTS = 10, 20
NO_PAIR = _("“%(part)s” does not say which type a label means. Write “label=type”, with commas between.")

NO_KIND = _(
    "Your facts have no type or relation called like these labels: %(labels)s. Each takes its topics from all entities "
    "that no label means. To say which type is meant, write “label=type” among the recipe's settings."
)


@dataclass(frozen=True)
class Terms(Enumerated):
    """A dimension called `name`: with `facts` from these, by graph_terms.py; else listed as by Enumerated.

    `types` says which type or relation of the facts a label means (“label=type”, with commas between); for a list that
    all labels share it holds types alone. Rows know the other names of their term (`aliases`) and where its facts are
    from (`sources`, and `facts_at`, their places; of a pair those that link it).
    """

    facts: bool = False
    most: int = bounded(100, least=2, most=500)
    types: str = ""

    @property
    def knowledge(self) -> str:
        return "triples" if self.facts else ""

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("triples", kit.context.facts) if self.facts else None

    def check(self, kit: Kit) -> None:
        """PartError where `types` names a label, type or relation that there is not, as far as the facts are known."""
        checked_entries("types", self.types)
        if self.per_label:
            self._check_pairs(kit)
        if self.facts and whole(kit):
            self._check_types(kit)

    def remarks(self, kit: Kit) -> list[tuple[str, dict[str, Any]]]:
        """Name the labels that are called like no type: what they get is what is left."""
        if not (self.facts and self.per_label):
            return []
        kinds = kinds_of(kit.context.graph, self._labels(kit), self._named(kit))
        loose = [label for label, kind in kinds.items() if not kind]
        return [(NO_KIND, {"labels": ", ".join(loose)})] if loose else []

    def make_ready(self, kit: Kit) -> None:
        if self.facts:
            self._found(kit)

    def expected(self, kit: Kit) -> Scope:
        return kit.context.scope if self.facts else super().expected(kit)

    def listing(self, kit: Kit) -> Script[Scope]:
        if not self.facts:
            return (yield from super().listing(kit))
        try:
            self._check_types(kit)
        except PartError as problem:
            raise failed(problem) from problem
        if not all(self._found(kit).values()):
            raise SetupFailed(_("Your facts have nothing of a type that is wanted. Say which is meant: “label=type”."))
        return kit.context.scope

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        if not self.facts:
            return super().drawn(kit)
        values = tuple(Value(text, label, source=FACTS) for label, texts in self._found(kit).items() for text in texts)
        return (Dimension(self.name, self.title, LISTED, depends_on_label=self.per_label, values=values),)

    def calls(self, kit: Kit) -> tuple[int, int]:
        return (0, 0) if self.facts else super().calls(kit)

    def deal(self, kit: Kit, draws: Sequence[Draw], begun: int, grown: Sequence[Demonstration]) -> list[Draw]:
        """Add what is known of the term that each row drew."""
        if not self.facts:
            return list(draws)
        graph = kit.context.graph
        keys = kit.context.once(
            "names", kit.context.triples, lambda rows: {graph.shown(key): key for key in graph.about}
        )
        return [replace(draw, extra={**draw.extra, **self._known_of(draw, graph, keys)}) for draw in draws]

    def _known_of(self, draw: Draw, graph: Graph, keys: Mapping[str, str]) -> dict[str, Any]:
        about = [keys[name] for name in ends(dict(draw.conditions).get(self.name, "")) if name in keys]
        sources = {fact.source for key in about for fact in graph.about[key] if fact.source}
        return {
            "aliases": {graph.shown(key): list(graph.entities[key].aliases) for key in about},
            "sources": sorted(sources)[:MOST_SOURCES],
            "facts_at": places(_linking(graph, about))[:MOST_FACTS],
        }

    def _found(self, kit: Kit) -> dict[str, list[str]]:
        """The terms of each label, or of all of them ('')."""
        graph, bounds = kit.context.graph, {"most": self.most, "longest": self.longest}
        labels = self._labels(kit) if self.per_label else {}

        def found(_rows: Sequence) -> dict[str, list[str]]:
            if not self.per_label:
                return {"": terms_of(graph, self._parts(), **bounds)}
            return terms_by_label(graph, labels, self._named(kit), **bounds)

        return kit.context.once(f"terms {self.types} {bounds} {labels}", kit.context.triples, found)

    def _labels(self, kit: Kit) -> dict[str, str]:
        return {one.name: one.verbalizer for one in kit.question.labels}

    def _check_types(self, kit: Kit) -> None:
        graph, kinds = kit.context.graph, types_of(kit.context.graph)
        if not self.per_label:
            check_known("types", self._parts(), kinds)
            return
        named = [part.partition("=")[2].strip() for part in self._parts()]
        check_known("types", named, {*kinds, *graph.by_relation})

    def _check_pairs(self, kit: Kit) -> None:
        for part in self._parts():
            label, _equals, kind = (one.strip() for one in part.partition("="))
            if not (label and kind):
                raise PartError("types", NO_PAIR, {"part": part})
            check_label(kit, "types", label)

    def _parts(self) -> list[str]:
        return entries(self.types)

    def _named(self, kit: Kit) -> dict[str, str]:
        pairs = (part.partition("=") for part in self._parts())
        named = {kit.question.name_of(label.strip()): kind.strip() for label, _equals, kind in pairs}
        return {label: kind for label, kind in named.items() if label and kind}


def _linking(graph: Graph, keys: Sequence[str]) -> list[Triple]:
    """The facts about all of some entities."""
    return [fact for fact in graph.about[keys[0]] if set(keys) <= set(fact.entities)] if keys else []
