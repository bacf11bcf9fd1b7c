"""Medians against the tables of the sign test, ratios against all pairs, and what an outlier may do to either."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from annotation.methods.effects.times import FEW_TIMES, FEW_TIMES_A_SIDE, IDLE_S, log_ratio, measured, median_time


@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (20, 6, 15), (25, 8, 18)])
def test_the_ranks_of_the_sign_test(n, low, high):
    """Ranks of the 95 % interval of a median, as tabled (Conover 1999, table A3)."""
    found = median_time(np.arange(1.0, n + 1))
    assert (found.value, found.low, found.high, found.n) == ((n + 1) / 2, low, high, n)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_handful_of_times_has_no_interval_and_says_so(n):
    found = median_time(np.full(n, 4.0))
    assert (found.value, found.low, found.high, found.reason) == (4.0 if n else None, None, None, FEW_TIMES)


def test_missing_impossible_and_idle_times_are_left_out():
    assert list(measured([4.0, np.nan, 0.0, -1.0, np.inf, IDLE_S, IDLE_S + 1, 9.0])) == [4.0, IDLE_S, 9.0]


def brute(ours, theirs):
    return np.sort(np.subtract.outer(np.log(ours), np.log(theirs)).ravel())


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0.5, 900), min_size=5, max_size=30),
    st.lists(st.floats(0.5, 900), min_size=5, max_size=30),
)
def test_the_ratio_is_the_median_of_all_pairs(ours, theirs):
    found, pairs = log_ratio(np.array(ours), np.array(theirs)), brute(ours, theirs)
    assert found.value == pytest.approx(float(np.median(pairs)), abs=1e-9)
    n, m = len(ours), len(theirs)
    k = max(1, int(np.floor(n * m / 2 - 1.959963985 * np.sqrt(n * m * (n + m + 1) / 12))))
    assert (found.low, found.high) == (pytest.approx(pairs[k - 1], abs=1e-9), pytest.approx(pairs[-k], abs=1e-9))


def test_its_limits_are_where_the_rank_sum_test_turns():
    rng = np.random.default_rng(3)
    ours, theirs = np.exp(rng.normal(2.2, 0.5, 60)), np.exp(rng.normal(2.0, 0.5, 40))
    found = log_ratio(ours, theirs)

    def p(shift):
        return mannwhitneyu(np.log(ours) - shift, np.log(theirs), use_continuity=False, method="asymptotic").pvalue

    for limit, inwards in ((found.low, 0.02), (found.high, -0.02)):
        assert p(limit + inwards) > 0.05 > p(limit - inwards)


def test_times_all_alike_differ_by_nothing():
    found = log_ratio(np.full(9, 4.0), np.full(7, 4.0))
    assert (found.value, found.low, found.high) == pytest.approx((0, 0, 0), abs=1e-12)


def test_twice_as_long_is_ln_two_and_the_other_way_round_its_negative():
    times = np.exp(np.random.default_rng(1).normal(2, 0.4, 50))
    found, turned = log_ratio(2 * times, times), log_ratio(times, 2 * times)
    assert found.value == pytest.approx(np.log(2))
    assert (found.value, found.low, found.high) == pytest.approx((-turned.value, -turned.high, -turned.low))


def test_coffee_breaks_move_neither():
    times = np.exp(np.random.default_rng(1).normal(2, 0.4, 101))
    broken = np.append(times, [1700.0, 1750.0])
    assert median_time(broken).value == pytest.approx(median_time(times).value, rel=0.03)
    assert np.mean(broken) > 4 * np.mean(times)
    assert log_ratio(broken, times).value == pytest.approx(0, abs=0.05)


def test_too_few_on_a_side_is_said():
    found = log_ratio(np.full(4, 2.0), np.full(50, 2.0))
    assert (found.value, found.reason, found.n) == (None, FEW_TIMES_A_SIDE, 54)


def test_many_times_need_no_table_of_all_pairs():
    rng = np.random.default_rng(2)
    found = log_ratio(np.exp(rng.normal(2, 0.5, 200_000)), np.exp(rng.normal(2.1, 0.5, 35_000)))
    assert found.low < -0.1 < found.high
    assert found.high - found.low < 0.02
