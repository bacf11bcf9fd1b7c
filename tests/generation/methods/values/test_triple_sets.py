from collections import Counter
from random import Random
from statistics import pvariance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.values.graph import Graph, Triple
from generation.methods.values.triple_sets import SIZES, Used, triple_sets
from tests.generation.methods.values.facts import geography, skewed


def gini(counts) -> float:
    """0 where all are equal, near 1 where one has all."""
    ranked = sorted(counts)
    return sum((2 * i - len(ranked) + 1) * n for i, n in enumerate(ranked)) / (len(ranked) * sum(ranked))


def frequencies(graph: Graph, sets) -> list[int]:
    seen = Counter(fact.relation for facts in sets for fact in facts)
    return [seen[name] for name in graph.by_relation]


def drawn(graph: Graph, alpha: float, batches: int = 4, seed: int = 0):
    used, sets = Used(), []
    for batch in range(batches):
        found = triple_sets(graph, used, [], 50, Random(seed * 100 + batch), alpha=alpha)
        used.observe(found)
        sets += found
    return sets


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.5, 1.0]))
def test_every_fact_shares_an_entity_with_an_earlier_one_and_none_comes_twice(seed, alpha):
    for facts in triple_sets(geography(), Used(), [], 3, Random(seed), alpha=alpha):
        assert len({fact.key for fact in facts}) == len(facts)
        for i, fact in enumerate(facts[1:], start=1):
            earlier = {key for other in facts[:i] for key in other.entities}
            assert earlier & set(fact.entities)


def test_relations_are_used_far_more_evenly_than_the_graph_has_them():
    graph = skewed()
    own = gini([len(facts) for facts in graph.by_relation.values()])
    assert own > 0.4
    assert gini(frequencies(graph, drawn(graph, 1.0))) < own / 4


def test_relations_are_counted_after_every_set_of_a_batch():
    graph = Graph([Triple(f"a{i}", f"r{i}", f"b{i}") for i in range(20)])
    spread = []
    for seed in range(30):
        sets = triple_sets(graph, Used(), [], 200, Random(seed), sizes={1: 1})
        spread.append(pvariance(frequencies(graph, sets)))
    assert sum(spread) / 30 < 6  # independent draws: 200 * 0.05 * 0.95 = 9.5


def test_without_reweighting_the_rarest_relations_are_hardly_covered():
    graph = skewed()
    rarest = sorted(graph.by_relation, key=lambda name: len(graph.by_relation[name]))[:2]

    def coverage(alpha: float) -> float:
        seen = [{fact.key for facts in drawn(graph, alpha, seed=s) for fact in facts} for s in range(3)]
        shares = [
            sum(fact.key in keys for fact in graph.by_relation[name]) / len(graph.by_relation[name])
            for keys in seen
            for name in rarest
        ]
        return sum(shares) / len(shares)

    assert coverage(1.0) > 1.5 * coverage(0.0)


def test_sizes_follow_the_wanted_distribution():
    sets = triple_sets(skewed(), Used(), [], 2000, Random(5))
    counts = Counter(map(len, sets))
    assert set(counts) == set(SIZES)
    total = sum(SIZES.values())
    assert all(abs(counts[size] / 2000 - share / total) < 0.03 for size, share in SIZES.items())


def test_a_set_is_smaller_where_there_is_no_more():
    graph = Graph([Triple("a", "r", "b"), Triple("c", "r", "d")])
    assert {len(facts) for facts in triple_sets(graph, Used(), [], 20, Random(0), sizes={5: 1})} == {1}


def test_values_do_not_join_facts():
    graph = Graph([Triple("a", "born in", "1990", literal=True), Triple("b", "born in", "1990", literal=True)])
    assert {len(facts) for facts in triple_sets(graph, Used(), [], 20, Random(0), sizes={2: 1})} == {1}


def test_what_is_under_way_counts_as_used():
    graph = Graph([Triple("a", "r", "b"), Triple("c", "s", "d")])
    pending = [[Triple("a", "r", "b")]] * 200
    relations = [facts[0].relation for facts in triple_sets(graph, Used(), pending, 50, Random(0), sizes={1: 1})]
    assert relations.count("s") > 45


def test_the_same_state_and_seed_give_the_same_sets_and_the_state_survives_its_json():
    graph, used = skewed(), Used()
    used.observe(triple_sets(graph, used, [], 30, Random(0)))
    again = Used(used.to_json())
    assert again.to_json() == used.to_json()
    assert triple_sets(graph, used, [], 10, Random(1)) == triple_sets(graph, again, [], 10, Random(1))


@pytest.mark.parametrize("k", [0, 3])
def test_an_empty_graph_has_no_sets(k):
    assert triple_sets(Graph([]), Used(), [], k, Random(0)) == []
