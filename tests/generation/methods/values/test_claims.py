from random import Random

import pytest

from generation.methods.values.claims import negative, verdict
from tests.generation.methods.values.facts import geography


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (("Germany", "has capital", "Berlin"), "supported"),
        (("deutschland", "Has Capital", "BERLIN"), "supported"),
        (("France", "has capital", "Ville Lumière"), "supported"),
        (("France", "has capital", "Paris"), "supported"),  # the city, by the relation's type
        (("Germany", "has capital", "Rome"), "contradicted"),
        (("Berlin", "founded in", "1237"), "supported"),
        (("Berlin", "founded in", "1,237"), "supported"),
        (("Berlin", "founded in", "1300"), "contradicted"),
        (("Berlin", "founded in", "the Middle Ages"), "unknown"),  # the same in other words, for all we know
        (("Germany", "is crossed by", "Rhine"), "supported"),
        (("France", "is crossed by", "Rhine"), "unknown"),  # a gap: not all rivers are known
        (("Germany", "has capital", "Atlantis"), "unknown"),
        (("Atlantis", "has capital", "Berlin"), "unknown"),
        (("Germany", "has king", "Berlin"), "unknown"),
        (("Paris", "founded in", "1"), "unknown"),  # complete, but nothing is known of this one
    ],
)
def test_claims_are_supported_contradicted_or_unknown(claim, expected):
    assert verdict(geography(), claim) == expected


def test_a_fact_that_is_too_new_or_too_unsure_supports_nothing_and_contradicts_nothing():
    graph, claim = geography(), ("Germany", "has capital", "Berlin")
    assert verdict(graph, claim, at="2000-01-01") == "supported"
    assert verdict(graph, claim, at="1980-01-01") == "unknown"
    assert verdict(graph, ("Germany", "is crossed by", "Rhine"), confidence=0.5) == "unknown"
    assert verdict(graph, claim, confidence=0.9) == "supported"


def test_a_negative_is_of_the_same_type_and_false():
    graph = geography()
    for seed in range(30):
        for fact in graph.by_relation["has capital"]:
            false = negative(graph, fact, Random(seed))
            assert false.key not in graph.facts
            assert graph.entities[false.object].types == ("city",)
            claim = (graph.shown(false.subject), false.relation, graph.entities[false.object].name)
            assert verdict(graph, claim) == "contradicted"


def test_a_negative_of_a_value_is_another_value_of_the_relation():
    graph = geography()
    [berlin] = graph.objects("b", "founded in")
    assert negative(graph, berlin, Random(0)).object == "-753"


def test_there_is_no_negative_where_gaps_are_possible_or_nothing_else_exists():
    graph = geography()
    [river] = graph.by_relation["is crossed by"]
    assert negative(graph, river, Random(0)) is None
