import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from annotation.methods.agreement.cohen_kappa import cohen_kappa, pair_kappas
from tests.annotation.methods.agreement.tables import EMPTY, from_joint, from_rows

ONE_TO_FIVE = from_rows("1234512345", "1235522343")


@pytest.mark.parametrize(
    ("table", "weights", "value"),
    [
        (from_joint([[20, 5], [10, 15]]), "", 0.4),
        (ONE_TO_FIVE, "", 0.625),
        (ONE_TO_FIVE, "linear", 0.736842),
        (ONE_TO_FIVE, "quadratic", 0.833333),
        (from_joint([[118, 5], [2, 0]]), "", -0.0234),
    ],
)
def test_it_reproduces_published_values(table, weights, value):
    assert cohen_kappa(table, weights=weights).value == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(("weights", "theirs"), [("", None), ("linear", "linear"), ("quadratic", "quadratic")])
def test_it_equals_scikit_learn(weights, theirs):
    rng = np.random.default_rng(1)
    left = rng.integers(0, 4, 300)
    right = np.where(rng.random(300) < 0.6, left, rng.integers(0, 4, 300))
    table = pd.DataFrame(
        {"item": np.tile(np.arange(300), 2), "annotator": np.repeat([0, 1], 300), "label": np.r_[left, right]}
    )
    result = cohen_kappa(table, weights=weights)
    assert result.value == pytest.approx(cohen_kappa_score(left, right, weights=theirs))
    assert result.low < result.value < result.high


def test_it_says_no_variation_instead_of_dividing_by_nothing():
    result = cohen_kappa(from_rows("111", "111"))
    assert (result.value, result.reason, result.items) == (None, "no variation", 3)


def test_it_says_when_nobody_shares_an_item():
    assert cohen_kappa(EMPTY).reason == "needs two annotators on one item"
    assert cohen_kappa(from_rows("12..", "..12")).reason == "needs two annotators on one item"


def test_more_than_two_annotators_give_the_mean_over_pairs():
    table = from_rows("123412", "123311", "12....")
    pairs = pair_kappas(table)
    assert [(pair.left, pair.right, pair.coefficient.items) for pair in pairs] == [(0, 1, 6), (0, 2, 2), (1, 2, 2)]
    weighted = np.average(
        [pair.coefficient.value for pair in pairs], weights=[pair.coefficient.items for pair in pairs]
    )
    assert cohen_kappa(table).value == pytest.approx(weighted)
