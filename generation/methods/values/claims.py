"""Claims held against the graph, and false facts that look like true ones.

A gap is no falsehood: a claim is contradicted only where its relation is declared complete.
"""

from fractions import Fraction
from random import Random

from generation.methods.tools.agreement import canonical
from generation.methods.values.graph import Graph, Triple, fold, holds

SUPPORTED, CONTRADICTED, UNKNOWN = "supported", "contradicted", "unknown"


def verdict(graph: Graph, claim: tuple[str, str, str], *, at: str = "", confidence: float = 0.0) -> str:
    """Return whether the graph supports a claim (subject, relation, object, as names), contradicts it or cannot tell.

    Supported: the fact is there, at least so sure, and held on the date `at` (ISO; '' any time). Contradicted: the
    relation is complete, subject and object are known and fit its types, and the fact is not there at all; or both are
    numbers and differ. Names that are unknown or ambiguous even by the relation's types, values in other words (a date
    in another notation), and facts that are too unsure or too new give unknown: also those that the graph knows of but
    left out, because they did not hold yet when it was made.
    """
    subject_name, relation_name, object_name = claim
    relation = next((r for name, r in graph.relations.items() if fold(name) == fold(relation_name)), None)
    if relation is None:
        return UNKNOWN
    subject = graph.resolve(subject_name, relation.subject_type)
    target = graph.resolve(object_name, relation.object_type)
    if subject is None:
        return UNKNOWN
    known = graph.objects(subject, relation.name)
    same = [fact for fact in known if (_equal(fact.object, object_name) if fact.literal else fact.object == target)]
    if same:
        held = any(fact.confidence >= confidence and holds(fact.valid_from, at) for fact in same)
        return SUPPORTED if held else UNKNOWN
    if any((subject, relation.name, said) in graph.later for said in (target, object_name)):
        return UNKNOWN
    differs = target or any(fact.literal and _differ(fact.object, object_name) for fact in known)
    return CONTRADICTED if relation.complete and differs else UNKNOWN


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


def _equal(left: str, right: str) -> bool:
    return fold(left) == fold(right) or canonical(left) == canonical(right)


def _differ(left: str, right: str) -> bool:
    numbers = canonical(left), canonical(right)
    return all(isinstance(number, Fraction) for number in numbers) and numbers[0] != numbers[1]
