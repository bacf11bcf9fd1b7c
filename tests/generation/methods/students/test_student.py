import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.datasets import load_digits

from generation.methods.students.student import fold_numbers, out_of_fold


@pytest.fixture(scope="module")
def digits():
    """The bench of the methods' catalogue: 15 % of the labels of the digits are shifted at random, 269 in all."""
    data = load_digits()
    rng = np.random.default_rng(0)
    noisy = rng.random(len(data.target)) < 0.15
    labels = data.target.copy()
    labels[noisy] = (labels[noisy] + rng.integers(1, 10, noisy.sum())) % 10
    return csr_matrix(data.data / 16), labels, labels != data.target


def test_it_doubts_wrong_labels(digits):
    features, labels, wrong = digits
    assert wrong.sum() == 269
    features, labels, wrong = features[:700], labels[:700], wrong[:700]
    given = out_of_fold(features, labels, 10)[np.arange(700), labels]
    assert wrong[np.argsort(given)[: wrong.sum()]].mean() > 0.75


def test_rows_sum_to_one_and_the_seed_decides(digits):
    features, labels, _wrong = digits
    first, again = (out_of_fold(features[:300], labels[:300], 10, random_state=4) for _ in range(2))
    assert np.allclose(first.sum(axis=1), 1)
    assert np.array_equal(first, again)


def test_a_row_never_teaches_its_near_duplicates():
    features = np.vstack([np.eye(20), np.eye(20)])
    labels = np.tile(np.arange(20) % 2, 2)
    alone = out_of_fold(features, labels, 2)
    grouped = out_of_fold(features, labels, 2, groups=np.tile(np.arange(20), 2))
    given = np.arange(40), labels
    assert alone[given].mean() > 0.55 > grouped[given].mean()


def test_rows_without_a_label_are_predicted(digits):
    features, labels, _wrong = digits
    features, labels = features[:400], labels[:400]
    some = np.where(np.arange(400) % 3 == 0, -1, labels)
    predicted = out_of_fold(features, some, 10)[some < 0].argmax(axis=1)
    assert (predicted == labels[some < 0]).mean() > 0.6


def test_nothing_can_be_said_of_one_class_or_a_class_of_one():
    features = np.random.default_rng(0).random((30, 4))
    assert np.isnan(out_of_fold(features, np.zeros(30, dtype=int), 1)).all()
    assert np.isnan(out_of_fold(features, np.full(30, -1), 2)).all()
    assert out_of_fold(features[:0], np.zeros(0, dtype=int), 0).shape == (0, 0)
    labels = np.r_[np.zeros(15, dtype=int), np.ones(14, dtype=int), 2]
    assert np.isnan(out_of_fold(features, labels, 3)).any(axis=1).nonzero()[0].tolist() == [29]


def test_folds_keep_groups_whole_and_labels_even():
    labels = np.repeat([0, 1], [80, 20])
    groups = np.arange(100) // 2
    folds = fold_numbers(labels, groups)
    assert all(len(set(folds[groups == group])) == 1 for group in range(50))
    assert [np.sum((folds == fold) & (labels == 1)) for fold in range(5)] == [4] * 5
