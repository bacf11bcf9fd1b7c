import random

import pytest

from generation.methods.measures.marginals import marginal_test


def test_mendels_peas():
    # Mendel 1866: 315, 108, 101 and 32 plants where 9 : 3 : 3 : 1 was expected; chi-square 0.470, p .925 (Fisher 1936).
    found = marginal_test(
        {"round yellow": 315, "round green": 108, "wrinkled yellow": 101, "wrinkled green": 32},
        {"round yellow": 9, "round green": 3, "wrinkled yellow": 3, "wrinkled green": 1},
    )
    assert found.statistic == pytest.approx(0.470, abs=5e-4)
    assert (found.freedom, found.reliable) == (3, True)
    assert found.p_value == pytest.approx(0.925, abs=1e-3)


def test_a_model_that_prefers_a_place_is_noticed():
    assert marginal_test({"Paris": 70, "Lagos": 30}, {"Paris": 50, "Lagos": 50}).p_value < 0.001


def test_a_fair_model_is_rejected_about_as_often_as_it_should():
    rng, rejected = random.Random(5), 0
    for _ in range(300):
        drawn = rng.choices("abcd", k=200)
        rejected += marginal_test({v: drawn.count(v) for v in "abcd"}, dict.fromkeys("abcd", 1)).p_value < 0.05
    assert 3 <= rejected <= 30


def test_a_value_that_never_came_counts_against_it():
    assert marginal_test({"a": 100}, {"a": 50, "b": 50}).statistic == pytest.approx(100)


def test_a_value_that_nobody_asked_for():
    found = marginal_test({"a": 10, "b": 1}, {"a": 10})
    assert (found.statistic, found.p_value, found.reliable) == (float("inf"), 0, False)


def test_few_samples_are_not_to_be_relied_on():
    assert not marginal_test({"a": 3, "b": 3}, {"a": 1, "b": 1}).reliable


@pytest.mark.parametrize(("found", "asked"), [({}, {"a": 1, "b": 1}), ({"a": 5}, {"a": 5}), ({"a": 5}, {}), ({}, {})])
def test_nothing_to_compare(found, asked):
    assert marginal_test(found, asked) is None
