"""Which terms a graph has on each label."""

from generation.methods.values.graph import from_rows
from generation.methods.values.graph_terms import terms_by_label, terms_of

#: The best known come last, so that no order but that by facts puts them first.
ROWS = [
    {"subject": "x" * 41, "subject_type": "drug", "relation": "treats", "object": "itch", "object_type": "disease"},
    {
        "subject": "codeine",
        "subject_type": "drug",
        "relation": "treats",
        "object": "headache",
        "object_type": "disease",
    },
    {"subject": "Bern", "relation": "lies in", "object": "Switzerland"},
    {"subject": "Bern", "relation": "has", "object": "130000", "object_type": "literal"},
    {
        "subject": "aspirin",
        "subject_type": "drug",
        "relation": "treats",
        "object": "headache",
        "object_type": "disease",
    },
    {"subject": "aspirin", "subject_type": "drug", "relation": "causes", "object": "ulcer", "object_type": "disease"},
]
GRAPH = from_rows(ROWS)


def terms(labels, named=None, most=9):
    return terms_by_label(GRAPH, labels, named or {}, most=most, longest=40)


def test_a_label_called_like_a_type_has_its_entities_the_best_known_first():
    assert terms({"Drug": "Drug"}) == {"Drug": ["aspirin", "codeine"]}
    assert terms({"n": "disease"}, most=1) == {"n": ["headache"]}


def test_a_label_called_like_a_relation_has_the_pairs_that_it_links():
    assert terms({"treats": "treats"})["treats"] == ["aspirin | treats | headache", "codeine | treats | headache"]
    assert terms({"has": "has"})["has"] == []  # a value is no entity


def test_a_type_can_be_named_and_one_that_there_is_not_has_nothing():
    assert terms({"medicine": "medicine"}, {"medicine": "drug"})["medicine"] == ["aspirin", "codeine"]
    assert terms({"medicine": "medicine"}, {"medicine": "planet"})["medicine"] == []


def test_labels_without_either_share_what_is_of_no_label():
    found = terms({"drug": "drug", "disease": "disease", "other": "other"})
    assert found["other"] == ["Bern", "Switzerland"]
    assert set(terms({"a": "a", "b": "b"})["b"]) >= {"aspirin", "Bern"}


def test_without_labels_there_are_the_types_that_are_named_or_all():
    assert terms_of(GRAPH, ["drug"], most=9, longest=40) == ["aspirin", "codeine"]
    assert terms_of(GRAPH, [], most=3, longest=40) == ["headache", "Bern", "aspirin"]
    assert terms_of(GRAPH, ["planet"], most=9, longest=40) == []
