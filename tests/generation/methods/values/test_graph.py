import pytest

from generation.methods.values.claims import verdict
from generation.methods.values.graph import Entity, Graph, Relation, Triple, from_rows, holds, places, weight
from tests.generation.methods.values.facts import geography


def test_facts_entities_and_relations_are_found_from_each_other():
    graph = geography()
    assert [t.object for t in graph.objects("de", "has capital")] == ["b"]
    assert graph.of_type("city") == ["b", "p", "r"]
    assert (graph.popularity("de"), graph.popularity("p2"), graph.popularity("nobody")) == (2, 0, 0)
    assert {t.relation for t in graph.about["b"]} == {"has capital", "founded in"}


def test_names_and_aliases_mean_one_entity_where_they_are_not_ambiguous():
    graph = geography()
    assert graph.resolve(" deutschland ") == "de"
    assert graph.resolve("Paris") is None
    assert graph.resolve("Paris", "city") == "p"
    assert graph.resolve("Atlantis") is None
    assert [graph.shown(key) for key in ("p", "p2", "de", "1237")] == [
        "Paris (city)",
        "Paris (person)",
        "Germany",
        "1237",
    ]


def test_a_fact_of_the_wrong_type_is_left_out_with_its_reason():
    [(triple, reason)] = geography().rejected
    assert (triple.subject, reason) == ("p2", "the subject is no country")
    value = Graph([Triple("de", "has capital", "1", literal=True)], relations=[Relation("has capital", "", "city")])
    assert value.rejected[0][1] == "the object is no city"


def test_an_entity_without_types_is_not_held_against_a_relation():
    graph = Graph([Triple("a", "has capital", "b")], relations=[Relation("has capital", "country", "city")])
    assert len(graph.facts) == 1
    assert graph.entities["a"] == Entity("a", "a")


def test_of_equal_facts_the_surest_is_kept():
    graph = Graph([Triple("a", "r", "b", "x", 0.2), Triple("a", "r", "b", "y", 0.9), Triple("a", "r", "b", "z", 0.5)])
    assert [t.source for t in graph.facts.values()] == ["y"]
    assert graph.popularity("a") == 1


ROWS = [
    {"subject": "New York", "relation": "is in", "object": "USA", "subject_type": "city", "object_type": "country",
     "subject_aliases": "NYC|Big Apple", "source": "atlas", "confidence": "0.8", "valid_from": "1776-07-04"},
    {"subject": "new  york", "relation": "has river", "object": "Hudson", "object_type": ["river"]},
    {"subject": "NYC", "relation": "founded in", "object": "1624", "object_type": "literal", "confidence": "high"},
    {"subject": "New York", "relation": "", "object": "nothing"},
    {"subject": "New York", "object": None, "relation": "is in"},
]  # fmt: skip


def test_rows_become_a_graph_with_linked_names():
    graph = from_rows(ROWS)
    assert len(graph.facts) == 3
    city = graph.entities[graph.resolve("big apple")]
    assert (city.name, set(city.aliases), city.types) == ("New York", {"NYC", "Big Apple"}, ("city",))
    assert graph.popularity(city.id) == 3
    [founded] = graph.objects(city.id, "founded in")
    assert (founded.object, founded.literal, founded.confidence) == ("1624", True, 1.0)
    [where] = graph.objects(city.id, "is in")
    assert (where.source, where.confidence, where.valid_from) == ("atlas", 0.8, "1776-07-04")
    assert graph.resolve("1624") is None


def test_relations_are_spelled_as_they_were_declared_or_first_written():
    rows = [{"subject": "a", "relation": r, "object": str(i)} for i, r in enumerate(["Is In", "is in", "has", "HAS "])]
    assert set(from_rows(rows, [Relation("is in")]).by_relation) == {"is in", "has"}


def test_an_alias_of_two_entities_links_neither():
    rows = [
        {"subject": "Paris (city)", "relation": "is in", "object": "France", "subject_aliases": "Paris"},
        {"subject": "Paris (myth)", "relation": "is in", "object": "Troy", "subject_aliases": "Paris"},
        {"subject": "Paris", "relation": "likes", "object": "apples"},
    ]
    graph = from_rows(rows)
    assert graph.resolve("Paris") is None
    assert len(graph.of_type("")) == 6


def test_aliases_in_a_circle_do_no_harm():
    rows = [{"subject": a, "relation": "is", "object": "x", "subject_aliases": b} for a, b in ("ab", "ba", "bc", "ca")]
    graph = from_rows(rows)
    assert all(t.subject in graph.entities for t in graph.facts.values())


def test_no_rows_make_an_empty_graph():
    graph = from_rows([])
    assert (graph.of_type(""), graph.facts) == ([], {})


@pytest.mark.parametrize(("alpha", "expected"), [(0.0, 16.0), (0.5, 4 / 2), (1.0, 1 / 4)])
def test_the_weight_of_something_popular_and_used(alpha, expected):
    assert weight(16, 3, alpha) == pytest.approx(expected)


def test_a_fact_knows_the_row_that_it_was_read_from_however_many_were_left_out():
    rows = [
        {"subject": "a", "relation": "", "object": "b"},
        {"subject": "a", "relation": "r", "object": "b", "confidence": 0.2},
        {"subject": "a", "relation": "r", "object": "b", "confidence": 0.9},
    ]
    assert places(from_rows(rows).facts.values()) == [2]
    assert places([Triple("a", "r", "b")]) == []


class TestTime:
    """A fact that does not hold yet is no fact, and no falsehood either."""

    ROWS = [
        {"subject": "Ada", "relation": "heads", "object": "Bank", "valid_from": "2020-03-01"},
        {"subject": "Bo", "relation": "heads", "object": "Bank", "valid_from": "2030-01-01"},
        {"subject": "Cleo", "relation": "advises", "object": "Bank", "valid_from": "since spring"},
        {"subject": "Ada", "relation": "advises", "object": "Dora"},
    ]

    @pytest.mark.parametrize(
        ("since", "day", "held"),
        [
            ("", "2026-11-22", True),
            ("2026-11-22", "2026-11-22", True),
            ("2026-11-23", "2026-11-22", False),
            ("2026", "2026-11-22", True),
            ("2027", "2026-11-22", False),
            ("2026-12", "2026-11-22", False),
            ("2026-11-23T08:00:00Z", "2026-11-22", False),
            ("May 2030", "2026-11-22", True),  # no ISO date: nothing is known of its time
            ("2030-01-01", "", True),
        ],
    )
    def test_what_holds_on_a_day(self, since, day, held):
        assert holds(since, day) is held

    def test_what_does_not_hold_yet_is_left_out_and_so_is_who_is_only_in_it(self):
        graph = from_rows(self.ROWS, at="2026-11-22")
        assert [fact.row for fact in graph.facts.values()] == [0, 2, 3]
        assert graph.resolve("Bo") is None
        assert graph.popularity("bank") == 2
        assert len(from_rows(self.ROWS).facts) == 4

    def test_a_claim_of_it_is_not_called_false(self):
        rows = [*self.ROWS, {"subject": "Bo", "relation": "advises", "object": "Ada"}]
        graph = from_rows(rows, [Relation("heads", complete=True)], "2026-11-22")
        assert verdict(graph, ("Bo", "heads", "Bank")) == "unknown"
        assert verdict(graph, ("Ada", "heads", "Bank")) == "supported"
        assert verdict(graph, ("Bo", "heads", "Dora")) == "contradicted"
