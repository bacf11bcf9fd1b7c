"""Weights without clean data: rows that a noise-robust loss on the rest would rather do without weigh less."""

import numpy as np
from scipy.special import expit

from annotation.methods.weighting.adam import Adam
from annotation.methods.weighting.lesson import Lesson, Raw
from generation.methods.students.head import (
    aligned,
    chances,
    cross_entropy,
    fit_head,
    mean_gradient,
    mean_square,
    one_hot,
    reverse_cross_entropy,
    with_constant,
)

ROUNDS, STEPS = 30, 40
STEP = 0.25
OUTER = 0.3  # share of the rows that the outer loss is taken on, drawn anew each round
PENALTY = 3.7e-4  # of the squared head to the mean loss, for rows of length 1: 1 / (0.1 x rows) for the bundled digits


def sungen(lesson: Lesson) -> Raw:
    """Bi-level weights in [0, 1] for a linear head.

    `min_w L_rce(theta(w); V)` subject to `theta(w) = argmin sum_i w_i ce_i`, with w a sigmoid and V drawn anew each
    round from the same synthetic rows. One round: fit the head with the weights (L-BFGS, 40 steps, warm), then by
    one-step unrolling `dL/dw_i = -<grad L_rce(V), grad ce_i>`, scaled to a root mean square of 1,
    and a step of Adam (0.25).

    Needs nothing but the labels themselves. 30 rounds: the order of the weights settles within ten, their distance not.

    Reference: Gao et al., "Self-guided noise-free data generation" (ICLR 2023).
    """
    return Raw(unlevelled(lesson))


def unlevelled(lesson: Lesson, *, robust: bool = True) -> np.ndarray:
    """Return the weights; `robust` False takes the plain cross-entropy as the outer loss, to see what the robust one is
    worth."""
    rows, targets = with_constant(lesson.rows), one_hot(lesson.labels, len(lesson.classes))
    outer_loss = reverse_cross_entropy if robust else cross_entropy
    rng, penalty = np.random.default_rng(lesson.random_state), PENALTY * mean_square(lesson.rows)
    drawn, adam, hidden, head = max(1, round(OUTER * len(targets))), Adam(STEP), np.zeros(len(targets)), None
    for _round in range(ROUNDS):
        weights = expit(hidden)
        head = fit_head(rows, targets, weights, penalty=penalty, start=head, steps=STEPS)
        p, outer = chances(rows, head), rng.choice(len(targets), drawn, replace=False)
        wanted = mean_gradient(rows[outer], outer_loss(p[outer], targets[outer]))
        slope = -aligned(rows, cross_entropy(p, targets), wanted) * weights * (1 - weights)
        hidden = hidden + adam.step(slope / max(float(np.sqrt(np.mean(slope**2))), np.finfo(float).tiny))
    return expit(hidden)
