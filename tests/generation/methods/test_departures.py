"""A run beside its pilot: when a difference is told."""

from math import sqrt
from random import Random

import pytest
from scipy.stats import t

from generation.methods.departures import Ratio, cost_departs, cost_of_a_sample, share_departs, student_t


def test_a_sample_bears_the_rows_that_gave_none():
    assert cost_of_a_sample([(0.01, 1), (0.01, 0), (0.02, 1)]).value == pytest.approx(0.02)


def test_its_error_is_the_ratio_estimator_s():
    rows = [(1.0, 1), (2.0, 1), (3.0, 1), (2.0, 0)]
    ratio = 8 / 3
    squares = sum((cost - ratio * n) ** 2 for cost, n in rows)
    found = cost_of_a_sample(rows)
    assert found == Ratio(pytest.approx(ratio), pytest.approx(sqrt(4 / 3 * squares) / 3), 4)


def test_the_error_covers_what_pilots_scatter_by():
    """Of pilots of forty rows nineteen in twenty lie within their error of what samples cost in the long run."""
    rng = Random(3)

    def row() -> tuple[float, int]:
        return rng.uniform(0.5, 1.5), int(rng.random() < 0.6)

    found = [cost_of_a_sample([row() for _ in range(40)]) for _ in range(600)]
    within = [abs(one.value - 1 / 0.6) <= student_t(39) * one.error for one in found]
    assert 0.9 < sum(within) / len(within) < 0.98


@pytest.mark.parametrize("rows", [[], [(1.0, 1)], [(1.0, 0), (1.0, 0)], [(0.0, 1), (0.0, 1)]])
def test_nothing_is_known_from_a_row_without_samples_or_for_free(rows):
    assert cost_of_a_sample(rows) is None


@pytest.mark.parametrize("df", [5, 9, 20, 100])
def test_few_rows_are_told_by_student_s_t(df):
    assert student_t(df) == pytest.approx(t.ppf(0.975, df), abs=0.01)


PILOT = Ratio(0.02, 0.001, 10)


@pytest.mark.parametrize(("now", "told"), [(0.042, True), (0.031, True), (0.029, False), (0.013, True), (0.014, False)])
def test_a_cost_is_told_where_it_is_half_as_much_again_or_as_little(now, told):
    assert cost_departs(now, 1000, PILOT) is told


def test_a_cost_is_not_told_where_the_pilot_scatters_as_much():
    assert not cost_departs(0.042, 1000, Ratio(0.02, 0.011, 10))
    assert not cost_departs(0.042, 2, Ratio(0.02, 0.005, 10))  # two rows of the run say little


@pytest.mark.parametrize(
    ("now", "pilot", "told"),
    [
        ((300, 1000), (9, 10), True),
        ((700, 1000), (10, 10), False),  # 1.4 times
        ((5, 10), (9, 10), False),  # ten and ten: by chance
        ((90, 100), (4, 10), True),
        ((0, 50), (9, 10), True),
        ((0, 0), (9, 10), False),
        ((5, 10), (0, 0), False),
    ],
)
def test_a_yield_is_told_where_it_differs_and_matters(now, pilot, told):
    assert share_departs(now, pilot) is told
