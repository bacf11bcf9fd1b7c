"""AUROC of a risk score: scikit-learn's value, and an interval that holds."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from annotation.methods.stopping.told_apart import told_apart
from annotation.methods.stopping.words import ENOUGH_APART as ENOUGH


def test_it_is_the_value_of_scikit_learn_ties_half():
    rng = np.random.default_rng(0)
    wrong, risk = rng.random(300) < 0.2, rng.integers(0, 12, 300) / 12
    assert told_apart(risk, wrong).value == pytest.approx(roc_auc_score(wrong, risk))
    assert told_apart(np.ones(40), np.arange(40) < 20).value == 0.5


def test_by_hand():
    found = told_apart(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    assert (found.value, found.wrong, found.right) == (0.75, 2, 2)
    assert found.low < 0.75 < found.high


def test_an_order_without_a_fault_still_has_an_interval_of_some_width():
    found = told_apart(np.linspace(0, 1, 40), np.arange(40) >= 30)
    assert (found.value, found.high) == (1, 1)
    assert 0.7 < found.low < 0.95
    upside_down = told_apart(-np.linspace(0, 1, 40), np.arange(40) >= 30)
    assert (upside_down.value, upside_down.low) == (0, 0)
    assert upside_down.high == pytest.approx(1 - found.low)


def test_without_a_wrong_label_or_a_right_one_there_is_no_value():
    assert told_apart(np.ones(5), np.zeros(5)).value is None
    assert told_apart(np.ones(5), np.ones(5)).value is None
    assert told_apart(np.zeros(0), np.zeros(0)).value is None
    assert told_apart(np.array([np.nan, 0.5]), np.array([True, False])).wrong == 0


def test_ten_of_each_are_enough():
    risk = np.arange(2 * ENOUGH, dtype=float)
    assert told_apart(risk, risk < ENOUGH).is_enough
    assert not told_apart(risk, risk < ENOUGH - 1).is_enough


@pytest.mark.parametrize(("apart", "wrong", "right"), [(0.6, 12, 188), (1.5, 12, 188), (0.6, 60, 140), (2.5, 15, 35)])
def test_the_interval_holds_the_true_value_about_as_often_as_it_says(apart, wrong, right):
    """Risks of wrong labels are normal and `apart` deviations above those of right ones: AUROC Phi(apart / 2^.5)."""
    rng, truth, marks = np.random.default_rng(1), norm.cdf(apart / np.sqrt(2)), np.arange(wrong + right) < wrong
    lives = [told_apart(rng.normal(size=wrong + right) + apart * marks, marks) for _life in range(600)]
    assert 0.93 <= np.mean([one.low <= truth <= one.high for one in lives]) <= 0.99
