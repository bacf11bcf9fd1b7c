"""Successive students: the same rows each time, kappa as scikit-learn has it, gains in pairs."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from annotation.methods.stopping.rounds import plateau, round_of, stable, stop_set
from annotation.methods.stopping.words import NOT_YET, REACHED, TOO_FEW
from annotation.methods.trials.paired import paired_difference


def test_the_stop_set_stays_when_rows_come_or_stand_in_another_order():
    rows = np.arange(1, 9001)
    chosen = stop_set(rows)
    assert len(set(chosen.tolist())) == 2000
    assert set(stop_set(rows[::-1]).tolist()) == set(chosen.tolist())
    grown = set(stop_set(np.arange(1, 9101)).tolist())
    assert len(grown & set(chosen.tolist())) > 1900  # rows that come take the places of few
    assert abs(chosen.mean() - 4500) < 200  # no part of the project stands for all


def test_kappa_is_that_of_both_students_on_rows_that_both_label():
    rng = np.random.default_rng(0)
    before = dict(enumerate(rng.choice(["a", "b", "c"], 500).tolist()))
    now = {row: said if rng.random() < 0.9 else "a" for row, said in before.items()} | {1000: "b"}
    kappa = round_of(before, now, {})["kappa"]
    both = sorted(before)
    assert kappa["n"] == 500
    assert kappa["value"] == pytest.approx(cohen_kappa_score([before[i] for i in both], [now[i] for i in both]))
    assert kappa["low"] < kappa["value"] < kappa["high"]


def test_gains_are_counted_in_pairs_on_rows_that_chance_drew():
    before = {0: "a", 1: "a", 2: "b", 3: "b"}
    now = {0: "a", 1: "b", 2: "b", 3: "a", 4: "a"}
    gain = round_of(before, now, {0: "a", 1: "b", 2: "b", 3: "a", 4: "a"})["gain"]
    assert gain == {"value": 0.5, "low": gain["low"], "high": gain["high"], "n": 4}
    assert (gain["low"], gain["high"]) == pytest.approx((lambda d: (d.low, d.high))(paired_difference(2, 0, 2, 0)))


def test_without_rows_in_common_there_is_neither():
    found = round_of({}, {1: "a"}, {1: "a"})
    assert (found["kappa"]["value"], found["gain"]["value"]) == (None, None)


def rounds(*pairs) -> list[dict]:
    return [{"kappa": {"value": kappa}, "gain": {"value": gain}} for kappa, gain in pairs]


@pytest.mark.parametrize(
    ("kappas", "told"),
    [
        ((1.0, 1.0), TOO_FEW),
        ((0.99, 0.99, 0.99), REACHED),
        ((0.99, 0.98, 0.99), NOT_YET),
        ((0.5, 0.995, 0.99, 1.0), REACHED),
        ((1.0, None, 1.0), TOO_FEW),
    ],
)
def test_predictions_are_stable_after_three_rounds_alike(kappas, told):
    assert stable(rounds(*((kappa, 0.0) for kappa in kappas))) == told


@pytest.mark.parametrize(
    ("gains", "told", "in_all"),
    [
        ((0.0, 0.0), TOO_FEW, None),
        ((0.001, 0.0, 0.0), REACHED, 0.001),
        ((0.001, 0.001, 0.001), NOT_YET, 0.003),
        ((0.2, 0.0, -0.01, 0.01), REACHED, 0.0),
        ((0.0, None, 0.0), TOO_FEW, None),
    ],
)
def test_a_plateau_is_three_rounds_that_bring_less_than_a_fifth_of_a_point(gains, told, in_all):
    state, value = plateau(rounds(*((1.0, gain) for gain in gains)))
    assert state == told
    assert value == (None if in_all is None else pytest.approx(in_all))
