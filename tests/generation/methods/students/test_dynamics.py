import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from generation.methods.students.dynamics import AMBIGUOUS, EASY, HARD, _epochs, _watched, dynamics, learning_dynamics
from tests.annotation.methods.signals.digits import bench

ROWS = np.array([[0.9, 0.95, 0.97, 0.98], [0.1, 0.08, 0.05, 0.05], [0.2, 0.5, 0.6, 0.7]])


def test_by_hand():
    seen = dynamics((column, column > 0.5) for column in ROWS.T)
    assert seen.confidence == pytest.approx([0.95, 0.07, 0.5])
    assert seen.aleatoric == pytest.approx([0.04655, 0.06465, 0.215])
    assert seen.variability == pytest.approx([0.030822, 0.021213, 0.187083], abs=1e-6)
    assert seen.correctness == pytest.approx([1, 0, 0.5])
    assert seen.groups(most_aleatoric=0.2).tolist() == [EASY, HARD, AMBIGUOUS]


def test_sums_lose_no_digits():
    close = np.float64(0.9) + np.array([0, 1e-9, 2e-9])
    assert dynamics((np.array([one]), np.array([True])) for one in close).variability == pytest.approx(
        close.std(), rel=1e-3
    )


@pytest.mark.parametrize(
    ("rows", "classes", "epochs"),
    [(100, 2, 100), (900, 2, 40), (1797, 10, 20), (30_000, 3, 20), (100_000, 3, 6), (10_000, 77, 7), (1, 2, 100)],
)
def test_few_rows_are_watched_for_longer_and_many_rows_or_labels_for_shorter(rows, classes, epochs):
    assert _epochs(rows, classes) == epochs


def test_one_checkpoint_has_no_variability():
    assert dynamics([(np.array([0.1, 0.9]), np.array([False, True]))]).variability.tolist() == [0, 0]


def test_the_hard_group_of_the_digits():
    rows, _truth, given, flipped = bench()
    everything = np.arange(len(rows))
    seen = dynamics(_watched(rows, given, everything, (everything, given), 20, 0.01, 0))
    hard = seen.groups(most_aleatoric=0.2) == HARD
    assert roc_auc_score(flipped, -seen.confidence) == pytest.approx(0.996, abs=0.005)
    assert (int(hard.sum()), flipped[hard].mean()) == (293, pytest.approx(0.877, abs=0.01))
    assert flipped[hard].sum() / flipped.sum() == pytest.approx(0.955, abs=0.01)


def test_cross_fitted_it_is_as_good():
    rows, _truth, given, flipped = bench()
    seen = learning_dynamics(rows, given, step=0.01)
    assert roc_auc_score(flipped, -seen.confidence) == pytest.approx(0.995, abs=0.005)


def test_a_label_that_people_corrected_is_still_judged_as_it_was():
    rows, truth, given, flipped = bench()
    seen = learning_dynamics(rows, truth, asked=given, step=0.01)
    assert seen.confidence[flipped].mean() < 0.1 < 0.6 < seen.confidence[~flipped].mean()


@pytest.mark.parametrize("labels", [[], [-1, -1], [0, 0, 0]])
def test_nothing_is_said_without_two_labels(labels):
    assert np.isnan(learning_dynamics(np.ones((len(labels), 3)), np.array(labels, dtype=int)).confidence).all()


def test_a_label_of_one_row_says_nothing_of_it():
    rows = np.random.default_rng(0).random((21, 4))
    seen = learning_dynamics(rows, np.array([0] * 10 + [1] * 10 + [2]))
    assert np.isnan(seen.confidence).tolist() == [False] * 20 + [True]
