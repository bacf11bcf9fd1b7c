import numpy as np
import pytest

from annotation.methods.weighting.label_shift import GIVEN, NOBODY, target_shares
from annotation.methods.weighting.lesson import Lesson, effective_size
from annotation.methods.weighting.registry import WEIGHTING

LABELS, TEXTS = WEIGHTING["label_shift"], WEIGHTING["covariate_shift"]


def test_labels_weigh_as_the_target_has_them():
    given = Lesson(np.zeros((4, 1)), np.array([0, 0, 0, 1]), ["a", "b"], target_shares={"a": 0.5, "b": 0.5})
    weights = LABELS.weights(given)
    np.testing.assert_allclose(weights.values, [2 / 3, 2 / 3, 2 / 3, 2])
    assert weights.values.mean() == pytest.approx(1)
    assert weights.effective == pytest.approx(16 / (3 * 4 / 9 + 4)) == pytest.approx(3)


def test_shares_need_not_sum_to_one_and_a_label_without_rows_is_told():
    given = Lesson(np.zeros((2, 1)), np.array([0, 1]), ["a", "b", "c"], target_shares={"a": 1, "b": 3, "c": 4})
    weights = LABELS.weights(given)
    np.testing.assert_allclose(weights.values, [0.5, 1.5])
    given = {"text": GIVEN, "values": {"shares": "a 12.5%, b 37.5%, c 50.0%"}}
    assert weights.notes == [given, {"text": NOBODY, "values": {"label": "c", "share": "50.0%"}}]


def blobs(shares, size, seed):
    rng = np.random.default_rng(seed)
    labels = rng.choice(len(shares), size, p=shares)
    return rng.normal(size=(size, 2)) + 3 * np.eye(3)[labels][:, :2] * [[1.5, 1.5]], labels


def test_the_targets_labels_are_estimated_from_its_texts_alone():
    rows, labels = blobs([1 / 3, 1 / 3, 1 / 3], 1500, 0)
    target, _truth = blobs([0.7, 0.2, 0.1], 1500, 1)
    weights = LABELS.weights(Lesson(rows, labels, ["a", "b", "c"], target_rows=target))
    told = [weights.values[labels == label].mean() for label in range(3)]
    np.testing.assert_allclose(np.array(told) / 3, [0.7, 0.2, 0.1], atol=0.03)
    assert "a 7" in weights.notes[0]["values"]["shares"] or "a 6" in weights.notes[0]["values"]["shares"]


def test_a_student_that_knows_gives_the_shares_it_sees():
    p = np.eye(2)[[0, 0, 0, 1]]
    np.testing.assert_allclose(target_shares(p, np.array([0.5, 0.5])), [0.75, 0.25])
    np.testing.assert_allclose(target_shares(np.full((4, 2), 0.5), np.array([0.5, 0.5])), [0.5, 0.5])
    np.testing.assert_allclose(target_shares(np.full((4, 2), 0.5), np.array([1.0, 0.0])), [1, 0])


def test_texts_like_the_targets_weigh_more_and_no_row_weighs_more_than_the_clip_allows():
    rng = np.random.default_rng(0)
    rows, target = rng.normal(size=(600, 2)), rng.normal(size=(400, 2)) + [1, 0]
    weights = TEXTS.weights(Lesson(rows, rng.integers(0, 2, 600), ["a", "b"], target_rows=target))
    # of two unit normals one apart the ratio of densities is exp(x - 1/2)
    assert np.corrcoef(np.log(weights.values), rows[:, 0])[0, 1] > 0.98
    assert np.polyfit(rows[:, 0], np.log(weights.values), 1)[0] == pytest.approx(1, abs=0.2)
    assert weights.values.max() / weights.values.min() <= 100.0001
    assert 100 < weights.effective < 500
    assert float(weights.notes[0]["values"]["auroc"]) == pytest.approx(0.76, abs=0.03)


def test_it_says_when_rows_and_target_have_nothing_in_common():
    rng = np.random.default_rng(0)
    rows, target = rng.normal(size=(50, 2)), rng.normal(size=(50, 2)) + 20
    weights = TEXTS.weights(Lesson(rows, rng.integers(0, 2, 50), ["a", "b"], target_rows=target))
    assert len(weights.notes) == 2
    np.testing.assert_allclose(weights.values, 1)


def test_the_effective_number_of_rows_is_kishs():
    assert effective_size(np.ones(7)) == 7
    assert effective_size(np.array([1, 0, 0])) == 1
    assert effective_size(np.array([1, 1, 0, 0])) == 2
    assert effective_size(np.zeros(3)) == effective_size(np.zeros(0)) == 0
