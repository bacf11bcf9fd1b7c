"""Weights that are learned from labels that people checked (curation.md 4.2 and 4.3)."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from annotation.methods.weighting import reweighting as module
from annotation.methods.weighting.lesson import Clean, Lesson
from annotation.methods.weighting.meta_weights import Net, shares
from annotation.methods.weighting.registry import WEIGHTING
from annotation.methods.weighting.reweighting import batch_weights, reweighting
from generation.methods.students.head import aligned, chances, cross_entropy, mean_gradient, one_hot
from tests.annotation.methods.weighting.bench import lesson


@pytest.mark.parametrize(("name", "auroc"), [("reweighting", 0.97), ("meta_weights", 0.98)])
def test_a_few_checked_labels_tell_right_labels_from_wrong_ones(name, auroc):
    given, wrong = lesson()
    weights = WEIGHTING[name].weights(given).values
    assert roc_auc_score(~wrong, weights) > auroc
    assert weights[wrong].mean() < 0.7 < 1 < weights[~wrong].mean()


def test_of_two_equal_rows_the_rightly_labelled_helps_and_the_other_harms():
    row = np.array([[1.0, 2.0]])
    clean = one_hot(np.array([1]), 2)
    head = np.zeros((2, 2))
    wanted = mean_gradient(row, cross_entropy(chances(row, head), clean))
    rows, targets = np.repeat(row, 2, axis=0), one_hot(np.array([1, 0]), 2)
    right, wrong = aligned(rows, cross_entropy(chances(rows, head), targets), wanted)
    assert right > 0 > wrong


def test_what_harms_gets_nothing_and_the_rest_share_one():
    np.testing.assert_allclose(batch_weights(np.array([3.0, -2.0, 1.0])), [0.75, 0, 0.25])
    assert not batch_weights(np.array([-1.0, 0.0])).any()


def test_a_batch_in_which_nothing_helps_is_skipped_and_told():
    rows, labels = np.repeat(np.eye(2), 10, axis=0), np.repeat([0, 1], 10)
    upside_down = Clean(rows, 1 - labels)
    raw = reweighting(Lesson(rows, labels, ["a", "b"], clean=upside_down))
    assert not raw.values.any()
    assert raw.notes == [{"text": module.SKIPPED, "values": {"skipped": 10, "batches": 10}}]
    weights = WEIGHTING["reweighting"].weights(Lesson(rows, labels, ["a", "b"], clean=upside_down))
    assert (weights.values == 1).all(), "a label whose weights collapse counts as before"
    assert len(weights.notes) == 3


def test_the_nets_weights_are_a_softmax_over_the_batch():
    np.testing.assert_allclose(shares(np.array([0, 0, np.log(2)])), [0.25, 0.25, 0.5])


def test_the_net_learns_along_the_gradient_of_its_weights():
    losses, wish = np.array([0.1, 0.5, 2.0, 4.0]), np.array([-1.0, -1.0, 1.0, 1.0])
    net = Net(np.random.default_rng(0))
    before = shares(net.outputs(losses)) @ wish
    for _step in range(50):
        net.learn(losses, wish)
    assert shares(net.outputs(losses)) @ wish < before - 0.5


def test_the_nets_gradient_is_that_of_finite_differences():
    losses, wish = np.array([0.1, 0.5, 2.0]), np.array([0.3, -1.0, 0.5])
    net = Net(np.random.default_rng(0))
    taken = []
    net._adam.step = lambda gradient: taken.append(gradient) or 0 * gradient
    net.learn(losses, wish)
    start = net._parts.copy()
    for place in [(0, 3), (1, 7), (2, 50)]:
        values = []
        for sign in (1, -1):
            net._parts = start.copy()
            net._parts[place] += sign * 1e-6
            values.append(shares(net.outputs(losses)) @ wish)
        slope = (values[0] - values[1]) / 2e-6
        assert taken[0][place] == pytest.approx(slope + 1e-4 * start[place], abs=1e-7)
