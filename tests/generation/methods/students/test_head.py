"""The products that influence and all weights are made of, against what they stand for."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from generation.methods.students.head import (
    aligned,
    chances,
    cross_entropy,
    fit_head,
    mean_gradient,
    mean_square,
    of_own_label,
    one_hot,
    reverse_cross_entropy,
    with_constant,
)


@pytest.fixture(scope="module")
def rows():
    return np.random.default_rng(0).normal(size=(40, 3))


@pytest.fixture(scope="module")
def labels():
    return np.random.default_rng(1).integers(0, 4, 40)


def slope(loss, at):
    """The gradient of a function of a head by finite differences."""
    found = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = 1e-6
        found[place] = (loss(at + step) - loss(at - step)) / 2e-6
    return found


@pytest.mark.parametrize("robust", [False, True])
def test_the_gradients_are_those_of_their_losses(rows, labels, robust):
    targets, head = one_hot(labels, 4), np.random.default_rng(2).normal(size=(4, 3))

    def loss(head):
        own = of_own_label(chances(rows, head), targets)
        return np.mean(1 - own if robust else -np.log(own))

    gradient = reverse_cross_entropy if robust else cross_entropy
    np.testing.assert_allclose(
        mean_gradient(rows, gradient(chances(rows, head), targets)), slope(loss, head), atol=1e-8
    )


def test_the_catalogues_reverse_cross_entropy_is_four_times_this_one(rows, labels):
    targets, p = one_hot(labels, 4), chances(rows, np.random.default_rng(2).normal(size=(4, 3)))
    logs = np.where(targets > 0, 0, -4)
    told = -p * (logs - (p * logs).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(told, 4 * reverse_cross_entropy(p, targets), atol=1e-12)


def test_one_product_gives_every_rows_gradient_along_a_direction(rows, labels):
    logits = cross_entropy(chances(rows, np.ones((4, 3))), one_hot(labels, 4))
    direction = np.random.default_rng(3).normal(size=(4, 3))
    each = [float((np.outer(logit, row) * direction).sum()) for logit, row in zip(logits, rows, strict=True)]
    np.testing.assert_allclose(aligned(rows, logits, direction), each)


def test_a_logistic_head_of_one_column_is_the_same_arithmetic(rows):
    own = np.arange(40) % 2
    p = 1 / (1 + np.exp(-rows @ np.ones(3)))[:, None]
    targets = own[:, None].astype(float)
    np.testing.assert_allclose(of_own_label(p, targets), np.where(own, p[:, 0], 1 - p[:, 0]))
    np.testing.assert_allclose(cross_entropy(p, targets)[:, 0], p[:, 0] - own)


def test_the_fit_is_that_of_scikit_learn(rows, labels):
    theirs = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-8, max_iter=1000).fit(rows, labels)
    weights = np.ones(40)
    ours = fit_head(rows, one_hot(labels, 4), weights, penalty=1 / (0.5 * 40), steps=500)
    np.testing.assert_allclose(chances(rows, ours), theirs.predict_proba(rows), atol=1e-4)


def test_a_free_constant_is_fitted_as_scikit_learns_intercept(rows, labels):
    theirs = LogisticRegression(C=0.5, tol=1e-8, max_iter=1000).fit(rows + 5, labels)
    whole = with_constant(rows + 5)
    ours = fit_head(whole, one_hot(labels, 4), penalty=1 / (0.5 * 40), steps=2000, free_constant=True)
    np.testing.assert_allclose(chances(whole, ours), theirs.predict_proba(rows + 5), atol=1e-3)


def test_a_row_without_weight_is_as_good_as_absent(rows, labels):
    weights, targets = (np.arange(40) < 30).astype(float), one_hot(labels, 4)
    part = fit_head(rows[:30], targets[:30], penalty=0.1 * 40 / 30, steps=500)
    np.testing.assert_allclose(fit_head(rows, targets, weights, penalty=0.1, steps=500), part, atol=1e-3)


@pytest.mark.parametrize("robust", [False, True])
def test_sparse_rows_give_what_dense_ones_give(rows, labels, robust):
    sparse, targets = csr_matrix(rows), one_hot(labels, 4)
    assert with_constant(sparse).shape == with_constant(rows).shape == (40, 4)
    assert mean_square(sparse) == pytest.approx(mean_square(rows)) == pytest.approx(np.mean((rows**2).sum(axis=1)))
    heads = [fit_head(part, targets, penalty=0.1, steps=500, robust=robust) for part in (rows, sparse)]
    np.testing.assert_allclose(*heads, atol=1e-6)


@pytest.mark.parametrize("kind", [np.float32, np.int64])
def test_rows_of_another_kind_give_the_same(rows, labels, kind):
    whole, targets = np.round(rows * 3), one_hot(labels, 4)
    heads = [fit_head(part, targets, penalty=0.1, steps=500) for part in (whole, whole.astype(kind))]
    np.testing.assert_allclose(*heads, atol=1e-3)


def test_nothing_to_learn_from_leaves_the_head_where_it_was():
    assert not fit_head(np.zeros((0, 3)), np.zeros((0, 4)), penalty=1).any()
    assert fit_head(np.zeros((0, 3)), np.zeros((0, 4)), penalty=1, start=np.ones((4, 3))).all()
    assert mean_square(np.zeros((0, 3))) == mean_square(np.zeros((5, 3))) == 1
