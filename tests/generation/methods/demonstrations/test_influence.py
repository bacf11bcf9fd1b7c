"""The catalogue's measure: how well the influence finds training labels that were flipped."""

from random import Random

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from generation.methods.demonstrations.influence import influence, select
from generation.methods.demonstrations.pool import Pool, Want

SEEDS = 20


def data(seed, noise, *, features=40, train=1500, held_out=400, flipped=0.15):
    """Two labels from a logistic model; 15 % of the training labels flipped, `noise` of the held-out ones."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(train + held_out, features))
    logits = 2 * rows @ rng.normal(size=features)
    labels = (rng.random(len(rows)) < 0.5 * (1 + np.tanh(logits / 2))).astype(int)
    wrong = rng.random(train) < flipped
    labels[:train] ^= wrong
    labels[train:] ^= rng.random(held_out) < noise
    return (rows[:train], labels[:train], rows[train:], labels[train:]), wrong


def auc(noise, robust):
    found = []
    for seed in range(SEEDS):
        given, wrong = data(seed, noise)
        found.append(roc_auc_score(wrong, -influence(*given, inverse_penalty=1, robust=robust)))
    return np.mean(found)


@pytest.mark.parametrize(
    ("noise", "plain", "robust"),
    [(0, 0.92, 0.95), (0.2, 0.35, 0.88), (0.4, 0.11, 0.69)],
)
def test_flipped_labels_are_found_as_in_the_catalogue_even_where_the_held_out_labels_are_noisy(noise, plain, robust):
    assert auc(noise, robust=False) == pytest.approx(plain, abs=0.03)
    assert auc(noise, robust=True) == pytest.approx(robust, abs=0.03)


def test_it_foretells_what_leaving_a_row_out_does_to_the_held_out_loss():
    (rows, labels, held_out, truth), _wrong = data(0, 0.1, features=5, train=150, held_out=200)

    def loss(kept):
        ones = [np.column_stack([part, np.ones(len(part))]) for part in (rows[kept], held_out)]
        student = LogisticRegression(C=0.05, fit_intercept=False, max_iter=5000).fit(ones[0], labels[kept])
        own = student.predict_proba(ones[1])[np.arange(len(truth)), truth]
        return -np.log(own).mean(), (1 - own).mean()

    whole = np.array(loss(np.arange(150)))
    without = np.array([loss(np.delete(np.arange(150), i)) for i in range(150)]) - whole
    for column, robust in ((0, False), (1, True)):
        told = influence(rows, labels, held_out, truth, inverse_penalty=0.05, robust=robust)
        assert np.corrcoef(told, without[:, column])[0, 1] > 0.99
        assert np.polyfit(told, without[:, column], 1)[0] == pytest.approx(1, abs=0.1)


def test_with_more_labels_flipped_ones_are_found_too():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(900, 20))
    truth = (rows @ rng.normal(size=(20, 4))).argmax(axis=1)
    wrong = rng.random(600) < 0.15
    labels = np.where(wrong, (truth[:600] + rng.integers(1, 4, 600)) % 4, truth[:600])
    assert roc_auc_score(wrong, -influence(rows[:600], labels, rows[600:], truth[600:])) > 0.9


def test_nothing_can_be_said_of_one_label_or_with_nothing_held_out():
    rows = np.eye(4)
    assert not influence(rows, np.zeros(4), rows, np.zeros(4)).any()
    assert not influence(rows, np.array([0, 1, 0, 1]), rows[:0], np.zeros(0)).any()


@pytest.fixture(scope="module")
def pools():
    given, wrong = data(1, 0.1)
    names = np.array(["no", "yes"])
    pool = Pool([f"{i:04d}" for i in range(1500)], vectors=given[0], labels=names[given[1]], machine=wrong)
    return pool, Pool([f"v{i}" for i in range(400)], vectors=given[2], labels=names[given[3]])


def test_of_each_label_the_most_helpful_become_demonstrations(pools):
    pool, held_out = pools
    rows = select(pool, Want(reference=held_out), 50, Random(0))
    label = dict(zip(pool.ids, pool.labels, strict=True))
    assert [label[row.id] for row in rows] == ["no"] * 50 + ["yes"] * 50
    assert min(row.score for row in rows) > 0
    assert [row.score for row in rows[:50]] == sorted((row.score for row in rows[:50]), reverse=True)
    wrong = dict(zip(pool.ids, pool.machine, strict=True))
    assert np.mean([wrong[row.id] for row in rows]) < 0.3 * np.mean(pool.machine)
    assert select(pool, Want(reference=held_out, label="yes"), 50, Random(0)) == rows[50:]


def test_only_what_helps_is_chosen(pools):
    pool, held_out = pools
    rows = select(pool, Want(reference=held_out), 1500, Random(0))
    assert 0 < len(rows) < 1500
    assert all(row.score > 0 for row in rows)


def test_a_student_near_chance_is_no_guide(pools):
    pool, held_out = pools
    shuffled = np.random.default_rng(0).permutation(held_out.labels)
    assert (
        select(pool, Want(reference=Pool(held_out.ids, vectors=held_out.vectors, labels=shuffled)), 9, Random(0)) == []
    )
    one = Pool(pool.ids, vectors=pool.vectors, labels=["yes"] * 1500)
    assert select(one, Want(reference=held_out), 9, Random(0)) == []
