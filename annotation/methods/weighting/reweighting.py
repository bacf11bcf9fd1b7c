"""Weights from a few labels that people checked: what a step on a row does to the loss on those."""

import numpy as np

from annotation.methods.weighting.lesson import Lesson, Raw
from generation.methods.students.head import (
    aligned,
    chances,
    cross_entropy,
    mean_gradient,
    mean_square,
    one_hot,
    with_constant,
)
from generation.methods.translatable import gettext_noop as _

EPOCHS, BATCH = 10, 100
RATE = 1.0

SKIPPED = _("%(skipped)s of %(batches)s batches were skipped: no row in them lowered the loss on the checked labels.")


def reweighting(lesson: Lesson) -> Raw:
    """Learning to re-weight: each row's mean weight over the training of a softmax head.

    Per batch: `u_i = <grad L_clean, grad l_i>` at the current head, `w_i = max(u_i, 0) / sum_j max(u_j, 0)`, and a real
    step on `sum_i w_i l_i`. Ten epochs of shuffled batches of 100. A batch in which no u is above 0 is skipped, told
    in a note, and its rows get 0 in that epoch.

    Needs at least five checked labels of each class that occurs.

    Reference: Ren et al., "Learning to reweight examples for robust deep learning" (ICML 2018), as used by Zhang et
    al., "LLMaAA" (Findings of EMNLP 2023).
    """
    rows, clean = with_constant(lesson.rows), with_constant(lesson.clean.rows)
    targets, truth = (one_hot(labels, len(lesson.classes)) for labels in (lesson.labels, lesson.clean.labels))
    rng, head = np.random.default_rng(lesson.random_state), np.zeros((len(lesson.classes), rows.shape[1]))
    rate = RATE / mean_square(lesson.rows)
    total, batches, skipped = np.zeros(len(targets)), 0, 0
    for _epoch in range(EPOCHS):
        order = rng.permutation(len(targets))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            wanted = mean_gradient(clean, cross_entropy(chances(clean, head), truth))
            some, logits = rows[batch], cross_entropy(chances(rows[batch], head), targets[batch])
            shares = batch_weights(aligned(some, logits, wanted))
            total[batch] += shares * len(batch)
            head -= rate * len(batch) * mean_gradient(some, logits, shares)
            batches, skipped = batches + 1, skipped + (not shares.any())
    notes = [{"text": SKIPPED, "values": {"skipped": skipped, "batches": batches}}] if skipped else []
    return Raw(total / EPOCHS, notes)


def batch_weights(u: np.ndarray) -> np.ndarray:
    """`max(u, 0) / sum max(u, 0)`; zeros where no u is above 0."""
    useful = np.maximum(u, 0)
    return useful / useful.sum() if useful.any() else useful
