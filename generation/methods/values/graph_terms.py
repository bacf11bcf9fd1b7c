"""What a graph has on each label: the entities of a type, or the pairs of entities that a relation links."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from generation.methods.values.fact_sets import told
from generation.methods.values.graph import Graph, fold

Known = tuple[str, int]  # a term, and in how many facts it occurs


def terms_by_label(
    graph: Graph, labels: Mapping[str, str], named: Mapping[str, str], *, most: int, longest: int
) -> dict[str, list[str]]:
    """Return for each label its terms, those in most facts first.

    Parameters
    ----------
    labels : name -> what it is called in texts. named : label -> the type or relation that is meant by it; else it is
    the one called like the label. A label of which neither is known has all entities that are of no label's type; one
    whose type is named and unknown has none. most : terms of a label. longest : letters of a name.
    """
    types, relations, kinds = _by_type(graph), _relations(graph), kinds_of(graph, labels, named)
    taken = {key for kind in kinds.values() for key in types.get(kind, ())}
    found = {}
    for label, kind in kinds.items():
        if kind in relations and kind not in types:
            terms = _pairs(graph, relations[kind], longest)
        else:
            rest = () if label in named else (key for key in graph.about if key not in taken)
            terms = _entities(graph, types.get(kind, rest), longest)
        found[label] = _best_known(terms, most)
    return found


def kinds_of(graph: Graph, labels: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """Return the type or relation that each label means (see terms_by_label), '' for none of the graph."""
    known = _by_type(graph).keys() | _relations(graph).keys()
    meant = {label: [named[label]] if label in named else [label, said] for label, said in labels.items()}
    return {label: next(filter(known.__contains__, map(_plain, names)), "") for label, names in meant.items()}


def terms_of(graph: Graph, kinds: Iterable[str], *, most: int, longest: int) -> list[str]:
    """Return the entities of some types, of any type for none, those in most facts first."""
    types = _by_type(graph)
    wanted = [key for kind in kinds for key in types.get(_plain(kind), ())]
    return _best_known(_entities(graph, wanted if list(kinds) else graph.about, longest), most)


def _by_type(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, entity in graph.entities.items():
        for kind in entity.types:
            found[_plain(kind)].append(key)
    return dict(found)


def _relations(graph: Graph) -> dict[str, str]:
    return {_plain(name): name for name in graph.by_relation}


def _entities(graph: Graph, keys: Iterable[str], longest: int) -> Iterator[Known]:
    for key in keys:
        if graph.popularity(key) and len(graph.entities[key].name) <= longest:
            yield graph.shown(key), graph.popularity(key)


def _pairs(graph: Graph, relation: str, longest: int) -> Iterator[Known]:
    for fact in graph.by_relation[relation]:
        ends = fact.entities
        if not fact.literal and all(len(graph.entities[key].name) <= longest for key in ends):
            yield told(graph, fact), sum(map(graph.popularity, ends))


def _best_known(terms: Iterable[Known], most: int) -> list[str]:
    ordered = sorted(terms, key=lambda term: -term[1])
    return list(dict.fromkeys(text for text, _known in ordered))[:most]


def _plain(name: str) -> str:
    return fold(name.replace("_", " "))
