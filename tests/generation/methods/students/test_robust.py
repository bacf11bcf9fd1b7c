"""The catalogue's numbers of temporal ensembling, and what the trainings are worth where some labels are wrong."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from generation.methods.students.robust import (
    TRAININGS,
    RobustStudent,
    agreed,
    corrected,
    moved,
    smoothed,
)
from generation.methods.students.student import INVERSE_PENALTY, of_others, out_of_fold


def test_the_running_mean_begins_at_nothing_and_is_corrected_for_it():
    first = moved(np.zeros(1), np.array([0.9]), 0.8)
    second = moved(first, np.array([0.9]), 0.8)
    assert (first, second) == (pytest.approx(0.18), pytest.approx(0.324))
    assert [corrected(first, 0.8, 1), corrected(second, 0.8, 2)] == [pytest.approx(0.9)] * 2


def test_smoothing_spreads_a_share_of_the_label_over_all():
    np.testing.assert_allclose(smoothed(np.array([[1.0, 0, 0]]), 0.15), [[0.9, 0.05, 0.05]])


def mean_of(own, labels):
    """Running means of two classes in which each row's own label has the probability `own`."""
    mean = np.empty((len(own), 2))
    mean[np.arange(len(own)), labels], mean[np.arange(len(own)), 1 - labels] = own, 1 - np.asarray(own)
    return mean


def test_rows_stay_that_the_running_mean_agrees_with_by_more_than_four_fifths():
    labels = np.repeat([0, 1], 20)
    own = np.tile([0.9, 0.81, 0.8, 0.3], 10)
    own[:20] = 0.95
    kept = agreed(mean_of(own, labels), labels)
    assert kept[:20].all()
    own[20:] = np.concatenate([np.full(16, 0.81), [0.8, 0.5, 0.4, 0.1]])
    np.testing.assert_array_equal(agreed(mean_of(own, labels), labels)[20:], [True] * 16 + [False] * 4)


def test_a_label_that_would_keep_fewer_than_sixteen_rows_keeps_its_top_half():
    labels = np.zeros(21, dtype=int)
    own = np.concatenate([np.full(15, 0.9), np.linspace(0.1, 0.5, 6)])
    np.testing.assert_array_equal(agreed(mean_of(own, labels), labels), [True] * 11 + [False] * 10)
    assert agreed(np.array([[0.1, 0.9]]), np.array([0])).all(), "one row is its own half"


@pytest.fixture(scope="module")
def digits():
    """The catalogue's bench: 269 of 1,797 labels are wrong, each drawn from the other nine."""
    rows, truth = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    wrong = rng.random(len(truth)) < 0.15
    given = truth.copy()
    given[wrong] = (truth[wrong] + rng.integers(1, 10, wrong.sum())) % 10
    assert wrong.sum() == 269
    return rows / 16, given, truth, wrong


@pytest.mark.parametrize("training", TRAININGS.values(), ids=TRAININGS)
def test_each_training_is_righter_than_the_plain_student_where_labels_are_wrong(digits, training):
    rows, given, truth, _wrong = digits
    plain = (out_of_fold(rows, given, 10).argmax(axis=1) == truth).mean()
    robust = out_of_fold(rows, given, 10, training=training)
    np.testing.assert_allclose(robust.sum(axis=1), 1)
    gain = (robust.argmax(axis=1) == truth).mean() - plain
    assert gain > {"smoothing": 0.001, "supergen": 0.005, "fewgen": 0.005, "reverse": 0.01}[training.id]


def test_what_the_student_leaves_out_is_mostly_wrong(digits):
    rows, given, _truth, wrong = digits
    student = RobustStudent(TRAININGS["supergen"], penalty=1 / (INVERSE_PENALTY * len(given))).fit(rows, given)
    assert wrong[~student.kept_].mean() > 0.5
    assert (~student.kept_[wrong]).mean() > 0.9


def test_weights_count(digits):
    rows, given, truth, wrong = digits
    known = given.copy()
    known[::3] = -1
    asked = known < 0
    training = TRAININGS["smoothing"]
    heard = [
        (of_others(rows, known, 10, weights=weights, training=training)[asked].argmax(axis=1) == truth[asked]).mean()
        for weights in (None, np.where(wrong, 0.0, 1.0))
    ]
    assert heard[1] > heard[0] + 0.01


def test_the_order_of_rows_and_the_numbers_of_classes_change_nothing(digits):
    rows, given = digits[0][:300], digits[1][:300]
    penalty = 1 / (INVERSE_PENALTY * 300)
    plain = RobustStudent(TRAININGS["supergen"], penalty=penalty).fit(rows, given).predict_proba(rows)
    order = np.random.default_rng(0).permutation(300)
    other = RobustStudent(TRAININGS["supergen"], penalty=penalty).fit(rows[order], 9 - given[order])
    np.testing.assert_allclose(other.predict_proba(rows)[:, ::-1], plain, atol=1e-3)
    np.testing.assert_array_equal(other.classes_, np.arange(10))


def test_thin_data_say_what_the_plain_student_says():
    training = TRAININGS["supergen"]
    assert out_of_fold(np.zeros((0, 2)), np.zeros(0, dtype=int), 2, training=training).shape == (0, 2)
    assert np.isnan(out_of_fold(np.eye(3), np.zeros(3, dtype=int), 2, training=training)).all()
    assert np.isnan(out_of_fold(np.eye(2), np.array([0, 1]), 2, training=training)).all()
