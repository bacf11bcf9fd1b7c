"""Coherent sets of facts for one text each, drawn so that rare relations and entities get their turn.

SynthIE, Josifoski et al. 2023 (arXiv 2303.04132), steps 2 to 4: every fact shares an entity with an earlier one of its
set, and what was used often is drawn less.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from generation.methods.values.graph import Graph, Triple, weight

SIZES = {size: 1 / size for size in range(1, 11)}  # one to ten facts, more small sets
TripleSet = tuple[Triple, ...]


class Used:
    """How often each relation and entity was in an accepted set; a JSON dict keeps it between batches."""

    def __init__(self, state: Mapping[str, Mapping[str, int]] | None = None) -> None:
        state = state or {}
        self.relations = Counter(state.get("relations", {}))
        self.entities = Counter(state.get("entities", {}))

    def observe(self, sets: Iterable[Sequence[Triple]]) -> None:
        """Count accepted sets."""
        for facts in sets:
            self.relations.update(fact.relation for fact in facts)
            self.entities.update({key for fact in facts for key in fact.entities})

    def to_json(self) -> dict[str, dict[str, int]]:
        """Return what has been counted."""
        return {"relations": dict(self.relations), "entities": dict(self.entities)}


def triple_sets(
    graph: Graph,
    used: Used,
    pending: Iterable[Sequence[Triple]],
    k: int,
    rng: Random,
    *,
    alpha: float = 1.0,
    sizes: Mapping[int, float] = SIZES,
) -> list[TripleSet]:
    """Draw k sets of facts.

    A set starts with a relation, w(r) ∝ frequency^(1 - alpha) / (1 + n_r)^alpha, and one of its subjects, weighted in
    the same way by popularity; then facts are added that share an entity with those chosen, again by the weight of
    their relation. alpha 1 is the catalogue's inverse use count, alpha 0 the graph as it is. Relations are counted
    after every set, sets under way as if they were accepted; entities once for each batch of k.

    Parameters: sizes, the wanted number of facts and the weight of each. A set is smaller where its surroundings are
    used up. Empty graph: [].
    """
    state = Used(used.to_json())
    state.observe(pending)
    starts = _Starts(graph, state, alpha)
    found: list[TripleSet] = []
    for _ in range(k if graph.facts else 0):
        size = rng.choices(list(sizes), list(sizes.values()))[0]
        weights = {name: weight(len(facts), state.relations[name], alpha) for name, facts in graph.by_relation.items()}
        facts = [starts.draw(rng.choices(list(weights), list(weights.values()))[0], rng)]
        while len(facts) < size and (fact := _next(graph, facts, weights, rng)):
            facts.append(fact)
        found.append(tuple(facts))
        state.relations.update(fact.relation for fact in facts)
    return found


class _Starts:
    """First facts: of a relation, with the subject drawn by the weights that the batch began with."""

    def __init__(self, graph: Graph, state: Used, alpha: float) -> None:
        self.graph, self.alpha = graph, alpha
        self.uses = Counter(state.entities)
        self.subjects: dict[str, tuple[list[str], list[float]]] = {}

    def draw(self, relation: str, rng: Random) -> Triple:
        if relation not in self.subjects:
            keys = list(dict.fromkeys(fact.subject for fact in self.graph.by_relation[relation]))
            weights = [weight(self.graph.popularity(key), self.uses[key], self.alpha) for key in keys]
            self.subjects[relation] = keys, weights
        subject = rng.choices(*self.subjects[relation])[0]
        return rng.choice(self.graph.objects(subject, relation))


def _next(graph: Graph, facts: Sequence[Triple], weights: Mapping[str, float], rng: Random) -> Triple | None:
    """Draw a fact that shares an entity with those chosen; None where there is no other."""
    chosen = {fact.key for fact in facts}
    near: dict[str, dict[tuple, Triple]] = defaultdict(dict)
    for key in dict.fromkeys(key for fact in facts for key in fact.entities):
        for fact in graph.about[key]:
            if fact.key not in chosen:
                near[fact.relation][fact.key] = fact
    if not near:
        return None
    relation = rng.choices(list(near), [weights[name] for name in near])[0]
    return rng.choice(list(near[relation].values()))
