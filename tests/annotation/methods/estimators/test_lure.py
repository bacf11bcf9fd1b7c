from itertools import permutations

import numpy as np
import pytest

from annotation.methods.estimators.lure import lure, lure_weights

RISK, LOSSES = np.array([4, 3, 2, 1]), np.array([1, 1, 0, 0])


def every_draw_of_two():
    """(chance of the draws, rows, probabilities as logged)"""
    for first, second in permutations(range(4), 2):
        one = RISK[first] / RISK.sum()
        two = RISK[second] / (RISK.sum() - RISK[first])
        yield one * two, [first, second], [one, two]


def test_the_mean_over_all_draws_is_the_truth_exactly():
    mean = sum(chance * lure(LOSSES[rows], q, 4).value for chance, rows, q in every_draw_of_two())
    assert mean == pytest.approx(0.5, abs=1e-12)


def test_the_plain_mean_of_the_same_draws_is_not():
    mean = sum(chance * LOSSES[rows].mean() for chance, rows, _q in every_draw_of_two())
    assert mean == pytest.approx(0.6621, abs=1e-4)


def test_uniform_draws_have_weight_one():
    assert lure_weights(1 / np.arange(10, 5, -1), 10) == pytest.approx(np.ones(5))


def test_all_rows_drawn_are_the_truth_without_error():
    told = lure(LOSSES, [0.4, 0.5, 2 / 3, 1.0], 4)
    assert (told.value, told.error) == (0.5, 0.0)


@pytest.mark.parametrize("q", [[0.0, 0.5], [0.5, 1.5], [0.2] * 5])
def test_draws_without_a_chance_are_refused(q):
    with pytest.raises(ValueError, match="probabilities above 0"):
        lure_weights(np.array(q), 4)


def test_no_draw_says_nothing():
    with pytest.raises(ValueError, match="Nothing was drawn"):
        lure(np.array([]), np.array([]), 4)
