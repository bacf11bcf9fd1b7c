"""The rows that help the student most, judged by held-out rows that may be wrong themselves."""

from random import Random

import numpy as np
from scipy.linalg import solve
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from generation.methods.demonstrations.pool import Chosen, Pool, Want, chosen
from generation.methods.demonstrations.vectors import class_numbers, dense_view
from generation.methods.students.head import (
    aligned,
    cross_entropy,
    mean_gradient,
    reverse_cross_entropy,
    with_constant,
)
from generation.methods.students.student import INVERSE_PENALTY

MOST_ROWS = 10_000
ABOVE_CHANCE = 0.1


def influence(
    rows: np.ndarray,
    labels: np.ndarray,
    held_out: np.ndarray,
    held_out_labels: np.ndarray,
    *,
    inverse_penalty: float = INVERSE_PENALTY,
    robust: bool = True,
) -> np.ndarray:
    """How much each row lowers the held-out loss of a logistic regression; below 0: it raises it.

    I(z) = g(z) . H^-1 mean g(v), with H = X^T diag(p (1 - p)) X + I / C and g = (p - y) x, the intercept a feature.
    `robust` takes the reverse cross-entropy as held-out loss: each g(v) times the probability of v's own label, so
    that wrong labels there weigh little. More than two labels: the sum over one-against-the-rest regressions.

    Parameters
    ----------
    rows, held_out : (rows, dimensions), dense. labels, held_out_labels : class numbers. inverse_penalty : C.

    Returns
    -------
    (rows,); zeros where there are fewer than two labels, or nothing is held out.

    Reference: Ye et al., "ProGen" (Findings of EMNLP 2022); Koh and Liang, "Understanding black-box predictions via
    influence functions" (ICML 2017).
    """
    classes = np.unique(labels)
    if len(classes) < 2 or not len(held_out):
        return np.zeros(len(rows))
    rows, held_out = (with_constant(np.asarray(part, dtype=float)) for part in (rows, held_out))
    ones = classes[1:] if len(classes) == 2 else classes
    with threadpool_limits(1):
        parts = [
            _of_one(rows, labels == one, held_out, held_out_labels == one, inverse_penalty, robust) for one in ones
        ]
    return np.sum(parts, axis=0)


def select(pool: Pool, want: Want, k: int, rng: Random, *, harmful: bool = False) -> list[Chosen]:
    """Return of `want.label`, or of each label, the at most k rows that help most, and only such as help; ties by id.

    `want.reference` is the held-out pool. Above 10,000 rows as many are drawn. Gives [] where the student is not at
    least 10 points better on the held-out rows than their commonest label: its view is then no guide. Chosen once a
    round; from these rows at_random draws for each prompt. `harmful` takes those that hurt most instead, to see what
    the choice is worth.

    Reference: Ye et al., "ProGen" (Findings of EMNLP 2022): k = 50, 8 to a prompt, in half of the prompts.
    """
    pool, held_out = pool.labelled(), want.reference.labelled()
    if len(pool) > MOST_ROWS:
        pool = pool.take(rng.sample(range(len(pool)), MOST_ROWS))
    names = np.unique([*pool.labels, *held_out.labels])
    labels, truth = class_numbers(pool.labels, names), class_numbers(held_out.labels, names)
    rows, others = dense_view(pool.vectors, held_out.vectors)
    if not _is_guide(rows, labels, others, truth):
        return []
    helpful = influence(rows, labels, others, truth) * (-1 if harmful else 1)
    found = []
    for label in [want.label] if want.label else names:
        own = np.array([row for row in pool.of_label(label) if helpful[row] > 0], dtype=int)
        found += chosen(pool, own[np.argsort(-helpful[own], kind="stable")][:k], "influence", helpful)
    return found


def _of_one(rows, own, held_out, held_out_own, inverse_penalty: float, robust: bool) -> np.ndarray:
    student = LogisticRegression(C=inverse_penalty, fit_intercept=False, max_iter=1000).fit(rows, own)
    p, q = (student.predict_proba(part)[:, 1:] for part in (rows, held_out))
    curvature = (rows * (p * (1 - p))).T @ rows + np.eye(rows.shape[1]) / inverse_penalty
    loss = reverse_cross_entropy if robust else cross_entropy
    wanted = mean_gradient(held_out, loss(q, held_out_own[:, None].astype(float)))
    direction = solve(curvature, wanted[0], assume_a="pos")
    return aligned(rows, cross_entropy(p, own[:, None].astype(float)), direction[None])


def _is_guide(rows, labels, held_out, truth) -> bool:
    if len(np.unique(labels)) < 2 or not len(truth):
        return False
    with threadpool_limits(1):
        student = LogisticRegression(C=INVERSE_PENALTY, max_iter=1000).fit(rows, labels)
    return student.score(held_out, truth) >= np.bincount(truth).max() / len(truth) + ABOVE_CHANCE
