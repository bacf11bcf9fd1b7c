"""Newcombe's interval against the examples of his paper, and the number of answers against the catalogue's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.methods.effects.difference import needed, newcombe
from annotation.methods.effects.estimate import Estimate, combined

#: Newcombe 1998, table II, method 10 (score, no continuity correction): a/m - b/n, low, high.
PAPER = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("count", "n", "other", "m", "low", "high"), PAPER)
def test_the_examples_of_the_paper(count, n, other, m, low, high):
    found = newcombe(count, n, other, m)
    assert found.value == pytest.approx(count / n - other / m)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert found.n == n + m


def test_without_answers_on_a_side_there_is_no_value():
    assert newcombe(0, 0, 3, 5) == Estimate(None, n=5)
    assert newcombe(3, 5, 0, 0).low is None


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_turned_round_it_is_its_mirror_image_and_holds_its_value(one, other):
    found, mirrored = newcombe(*one, *other), newcombe(*other, *one)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert (found.value, found.low, found.high) == pytest.approx((-mirrored.value, -mirrored.high, -mirrored.low))


@given(counts, counts)
def test_more_answers_of_the_same_kind_narrow_it(one, other):
    few = newcombe(*one, *other)
    many = newcombe(10 * one[0], 10 * one[1], 10 * other[0], 10 * other[1])
    assert many.high - many.low < few.high - few.low


def test_to_see_ninety_against_eighty_takes_199_answers_in_each_arm():
    assert (needed(0.9, 0.8).shown, needed(0.9, 0.8).blind) == (199, 199)


def test_uneven_arms_take_more_answers_in_all_and_fewer_in_the_smaller_one():
    uneven = needed(0.9, 0.8, blind_share=0.15)
    assert uneven.blind < 199 < uneven.shown
    assert uneven.blind + uneven.shown > 2 * 199


@pytest.mark.parametrize(("p", "q", "share"), [(0.5, 0.5, 0.5), (0.9, 0.8, 0.0), (0.9, 0.8, 1.0)])
def test_what_cannot_be_told_apart_needs_no_number(p, q, share):
    with pytest.raises(ValueError, match="told apart"):
        needed(p, q, blind_share=share)


def test_one_stratum_stays_itself():
    found = newcombe(56, 70, 48, 80)
    both = combined([found], [3.0])
    assert both.n == 150
    assert (both.value, both.low, both.high) == pytest.approx((found.value, found.low, found.high))


def test_two_alike_strata_keep_the_value_and_narrow_the_interval_by_the_root_of_two():
    found = Estimate(0.2, 0.1, 0.4, 50)
    both = combined([found, found], [1.0, 1.0])
    assert (both.value, both.low, both.high, both.n) == pytest.approx(
        (0.2, 0.2 - 0.1 / 2**0.5, 0.2 + 0.2 / 2**0.5, 100)
    )


def test_a_stratum_without_limits_is_refused():
    with pytest.raises(ValueError, match="strata"):
        combined([Estimate(0.2)], [1.0])
