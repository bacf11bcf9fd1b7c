from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from generation.methods.demonstrations import variability, variability_unlabelled
from generation.methods.demonstrations.pool import Pool, Want

NAMES = np.array(["no", "so", "yes"])


def reviews(size, seed):
    """Texts as points around three centres; every third lies between two of them. Labels, and which are such."""
    rng = np.random.default_rng(seed)
    centres = np.eye(3, 12)
    label = rng.integers(0, 3, size)
    between = np.arange(size) % 3 == 0
    other = (label + rng.integers(1, 3, size)) % 3
    middle = np.where(between[:, None], 0.5 * centres[label] + 0.5 * centres[other], centres[label])
    return normalize(middle + 0.05 * rng.normal(size=(size, 12))), label, between


@pytest.fixture(scope="module")
def pool():
    vectors, label, between = reviews(300, 0)
    return Pool([f"{i:03d}" for i in range(300)], vectors=vectors, labels=NAMES[label], quality=between)


def shuffled_of(pool, order, form):
    ids, labels = ([column[row] for row in order] for column in (pool.ids, pool.labels))
    return Pool(ids, vectors=form(pool.vectors[order]), labels=labels)


def between_of(pool, rows):
    known = dict(zip(pool.ids, pool.quality, strict=True))
    return np.mean([known[row.id] for row in rows])


def test_a_quarter_of_each_label_and_the_ambiguous_ones(pool):
    rows = variability.select(pool, Want(), 300, Random(0))
    label = dict(zip(pool.ids, pool.labels, strict=True))
    for name in NAMES:
        size = int(np.ceil(0.25 * pool.labels.count(name)))
        assert sum(label[row.id] == name for row in rows) == size
    assert between_of(pool, rows) > 0.8  # a third of the pool


def test_k_caps_each_label_and_one_label_can_be_asked_for(pool):
    rows = variability.select(pool, Want(), 4, Random(0))
    assert len(rows) == 12
    assert variability.select(pool, Want(label="yes"), 4, Random(0)) == rows[8:]


def test_the_score_is_the_deviation_of_the_own_labels_probability_over_ten_epochs(pool):
    numbers = np.searchsorted(NAMES, pool.labels)
    varies = variability.deviations(pool.vectors, numbers, pool.vectors, random_state=Random(0).getrandbits(31))
    assert varies.shape == (300, 3)
    (row, *_others) = variability.select(pool, Want(label="no"), 1, Random(0))
    assert row.score == pytest.approx(varies[numbers == 0, 0].max())
    one_epoch = variability.deviations(pool.vectors, numbers, pool.vectors, epochs=1)
    assert not one_epoch.any()


def test_the_order_of_the_rows_makes_no_difference(pool):
    order = np.random.default_rng(1).permutation(300)
    for form in (np.asarray, csr_matrix):
        ordered = Pool(pool.ids, vectors=form(pool.vectors), labels=pool.labels)
        shuffled = shuffled_of(pool, order, form)
        rows = variability.select(ordered, Want(), 20, Random(0))
        assert len(rows) == 60
        assert rows == variability.select(shuffled, Want(), 20, Random(0))


def test_one_label_says_nothing(pool):
    assert variability.select(pool.take(pool.of_label("no")), Want(), 9, Random(0)) == []
    want = Want(reference=pool.take(pool.of_label("no")))
    assert variability_unlabelled.select(pool, want, 9, Random(0)) == []


def test_of_generated_rows_the_half_is_kept_that_the_student_errs_on_balanced_by_label(pool):
    vectors, label, between = reviews(240, 5)
    made = Pool([f"{i:03d}" for i in range(240)], vectors=vectors, labels=NAMES[label], quality=between)
    rows = variability_unlabelled.select(made, Want(reference=pool), 240, Random(0))
    intended = dict(zip(made.ids, made.labels, strict=True))
    counts = [sum(intended[row.id] == name for row in rows) for name in NAMES]
    assert counts == [40, 40, 40]
    dropped = [id for id in made.ids if id not in {row.id for row in rows}]
    assert between_of(made, rows) > 2 * np.mean([between[int(id)] for id in dropped])

    centres = np.array([pool.vectors[pool.of_label(name)].mean(axis=0) for name in NAMES])
    wrong = dict(zip(made.ids, NAMES[(vectors @ centres.T).argmax(axis=1)] != np.array(made.labels), strict=True))
    assert np.mean([wrong[row.id] for row in rows]) > np.mean([wrong[id] for id in dropped])


def test_an_unlabelled_rows_score_is_its_highest_over_all_labels(pool):
    made = Pool(["a", "b"], vectors=pool.vectors[:2], labels=["yes", "yes"])
    numbers = np.searchsorted(NAMES, pool.labels)
    varies = variability.deviations(pool.vectors, numbers, made.vectors, random_state=Random(0).getrandbits(31))
    rows = variability_unlabelled.select(made, Want(reference=pool), 2, Random(0))
    assert [row.score for row in rows] == [pytest.approx(varies.max())]
