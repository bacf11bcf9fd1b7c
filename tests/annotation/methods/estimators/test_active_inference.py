import numpy as np
import pytest

from annotation.methods.estimators.active_inference import active_mean, chances_to_ask


def test_chances_sum_to_the_looks_and_are_largest_where_the_prediction_wavers():
    chances = chances_to_ask(np.array([0.0, 0.1, 0.5, 1.0]), 2)
    assert chances.sum() == pytest.approx(2)
    assert chances[2] == chances.max()
    assert chances[0] == chances[3] == chances.min() > 0


def test_none_is_above_one():
    chances = chances_to_ask(np.r_[np.zeros(98), 0.5, 0.5], 60)
    assert chances.max() == 1.0
    assert chances.sum() == pytest.approx(60)


def test_all_rows_may_be_asked_and_flat_predictions_ask_evenly():
    assert chances_to_ask(np.array([0.1, 0.9]), 5).tolist() == [1.0, 1.0]
    assert chances_to_ask(np.zeros(4), 2).tolist() == [0.5] * 4


def test_all_asked_for_certain_are_the_truth():
    y = np.array([1.0, 0.0, 0.0, 1.0])
    told = active_mean(y, np.full(4, 0.2), np.ones(4), np.ones(4, bool))
    assert (told.value, told.error, told.n) == (0.5, 0.0, 4)


def test_answers_that_nobody_gave_are_not_read():
    told = active_mean(np.array([1.0, np.nan]), np.zeros(2), np.full(2, 0.5), np.array([True, False]))
    assert told.value == 1.0


def test_a_row_that_could_not_be_asked_is_refused():
    with pytest.raises(ValueError, match="no chance"):
        active_mean(np.ones(1), np.zeros(1), np.zeros(1), np.array([True]))


def test_it_is_unbiased_and_as_wide_as_it_scatters():
    rng = np.random.default_rng(0)
    risk = rng.beta(1, 5, 3000)
    wrong = (rng.random(3000) < risk).astype(float)
    chances = chances_to_ask(risk, 400)
    runs = [active_mean(wrong, risk, chances, rng.random(3000) < chances) for _run in range(500)]
    values = np.array([one.value for one in runs])
    assert values.mean() == pytest.approx(wrong.mean(), abs=0.003)
    assert np.mean([one.error for one in runs]) == pytest.approx(values.std(), rel=0.15)
