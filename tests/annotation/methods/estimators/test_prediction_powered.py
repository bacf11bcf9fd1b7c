import numpy as np
import pytest

from annotation.methods.estimators.prediction_powered import may_be_shown, powered_mean, powered_share

Y = np.array([1, 0, 1, 1, 0, 1, 0, 0, 1, 1])
F = np.array([1, 0, 1, 0, 0, 1, 0, 1, 1, 1])
OTHERS = np.repeat([1, 0], [30, 70])


def test_the_known_answer_of_the_catalogue():
    told = powered_mean(Y, F, OTHERS)
    assert told.weight == pytest.approx(0.572823, abs=1e-6)
    assert told.value == pytest.approx(0.428153, abs=1e-6)
    assert told.error == pytest.approx(0.128550, abs=1e-6)
    assert told.interval(0.90) == pytest.approx((0.216708, 0.639599), abs=1e-6)
    assert told.upper(0.05) == pytest.approx(0.639599, abs=1e-6)


@pytest.mark.parametrize(("weight", "value"), [(0.0, 0.6), (1.0, 0.3)])
def test_a_fixed_weight_takes_answers_alone_or_the_predictions_put_right(weight, value):
    assert powered_mean(Y, F, OTHERS, weight=weight).value == pytest.approx(value)


def test_a_prediction_that_never_varies_leaves_the_answers_alone():
    told = powered_mean(Y, np.full(10, 0.3), np.full(100, 0.3))
    assert (told.weight, told.value) == (0.0, pytest.approx(0.6))


def test_one_that_goes_the_wrong_way_is_not_taken():
    assert powered_mean(Y, 1 - F, 1 - OTHERS).weight == 0.0


def test_a_share_of_rows_that_were_all_answered_is_the_truth():
    told = powered_share(Y, F, np.array([]))
    assert told.value == pytest.approx(0.6)
    assert told.error == 0.0


def test_a_perfect_prediction_has_no_error():
    told = powered_share(Y, Y, OTHERS)
    assert told.value == pytest.approx((6 + 30) / 110)
    assert told.error == pytest.approx(0.0, abs=0.03)  # the weight is that of a sample, near 1


def test_without_answers_or_rows_it_says_what_it_takes():
    with pytest.raises(ValueError, match="answers and rows"):
        powered_mean(Y[:0], F[:0], OTHERS)
    with pytest.raises(ValueError, match="two answers"):
        powered_share(Y[:1], F[:1], OTHERS)


def checked(n: int, errors: int) -> np.ndarray:
    return np.repeat([1, 0], [errors, n - errors])


def test_it_is_shown_from_two_hundred_checks_and_twenty_errors_with_a_prediction_that_goes_with_them():
    assert may_be_shown(checked(200, 20), checked(200, 40))
    assert not may_be_shown(checked(199, 20), checked(199, 40))
    assert not may_be_shown(checked(200, 19), checked(200, 40))
    assert not may_be_shown(checked(200, 20), np.ones(200))
    assert not may_be_shown(checked(200, 20), checked(200, 40)[::-1])


def test_the_share_covers_nineteen_times_of_twenty_where_errors_are_many():
    rng = np.random.default_rng(0)
    risk = rng.beta(1, 3, 4000)
    wrong = rng.random(4000) < risk
    covered = 0
    for _run in range(400):
        drawn = rng.permutation(4000)
        few, rest = drawn[:300], drawn[300:]
        low, high = powered_share(wrong[few], risk[few], risk[rest]).interval()
        covered += low <= wrong.mean() <= high
    assert covered / 400 >= 0.92
