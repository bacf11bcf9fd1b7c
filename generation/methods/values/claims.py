"""Claims held against the graph, and false facts that look like true ones.

A gap is no falsehood: a claim is contradicted only where its relation is declared complete.
"""

from random import Random

from generation.methods.values.graph import Graph, Triple, fold

SUPPORTED, CONTRADICTED, UNKNOWN = "supported", "contradicted", "unknown"


def verdict(graph: Graph, claim: tuple[str, str, str], *, at: str = "", confidence: float = 0.0) -> str:
    """Return whether the graph supports a claim (subject, relation, object, as names), contradicts it or cannot tell.

    Supported: the fact is there, at least so sure, and held on the date `at` (ISO; '' any time). Contradicted: the
    relation is complete, subject and object are known and fit its types, and the fact is not there at all. Names that
    are unknown or ambiguous even by the relation's types, and facts that are too unsure or too new, give unknown.
    """
    subject_name, relation_name, object_name = claim
    relation = next((r for name, r in graph.relations.items() if fold(name) == fold(relation_name)), None)
    if relation is None:
        return UNKNOWN
    subject = graph.resolve(subject_name, relation.subject_type)
    known = graph.objects(subject, relation.name) if subject else []
    target = graph.resolve(object_name, relation.object_type)
    same = [t for t in known if (fold(t.object) == fold(object_name) if t.literal else t.object == target)]
    if same:
        held = any(fact.confidence >= confidence and (not at or fact.valid_from <= at) for fact in same)
        return SUPPORTED if held else UNKNOWN
    value = any(fact.literal for fact in known)  # of a complete relation with another value
    return CONTRADICTED if relation.complete and subject and (target or value) else UNKNOWN


def negative(graph: Graph, fact: Triple, rng: Random) -> Triple | None:
    """Return the fact with another object of the same type, such that the graph does not hold it.

    None where its relation is not complete, for then nobody knows that it is false, or where there is no other object.
    For a literal the other values of the relation are taken.
    """
    if not graph.relations[fact.relation].complete:
        return None
    if fact.literal:
        candidates = {t.object for t in graph.by_relation[fact.relation] if t.literal}
    else:
        types = graph.entities[fact.object].types or ("",)
        candidates = {key for name in types for key in graph.of_type(name)}
    true = {t.object for t in graph.objects(fact.subject, fact.relation)}
    false = sorted(candidates - true - {fact.subject})
    return Triple(fact.subject, fact.relation, rng.choice(false), literal=fact.literal) if false else None
