"""A small net that gives a row its weight by its loss, taught by a few labels that people checked."""

import numpy as np

from annotation.methods.weighting.adam import Adam
from annotation.methods.weighting.lesson import Lesson, Raw
from generation.methods.students.head import (
    FLOOR,
    aligned,
    chances,
    cross_entropy,
    fit_head,
    mean_gradient,
    mean_square,
    of_own_label,
    one_hot,
    with_constant,
)

EPOCHS, BATCH, HIDDEN = 10, 100, 100
NET_RATE, DECAY = 1e-2, 1e-4
RATE = 1.0
PENALTY = 3.7e-4  # of the head that it starts from, as SunGen's


def meta_weights(lesson: Lesson) -> Raw:
    """FewGen's weight net, on samples: `w = softmax over the batch of net(l_i)`, net 1 -> 100 (ReLU) -> 1.

    The head starts fitted to all rows: from nothing, hard rows would be worth most, right or wrong. Per batch: the
    losses l_i of the head go into the net (as numbers, without a gradient); a virtual step on `sum_i w_i l_i` gives a
    copy of the head; the net goes (Adam, 1e-2, weight decay 1e-4) against the gradient of the copy's loss on the
    checked labels; the head goes along the weights of the new net. In the end each row gets `exp(net(l_i))` by its last
    loss.

    What the paper weighs are tokens, by a gradient through the generator; with a model behind an API there is none, so
    this is the sample-level form. Needs at least five checked labels of each class that occurs.

    Reference: Meng et al., "Tuning language models as training data generators" (ICML 2023).
    """
    rows, clean = with_constant(lesson.rows), with_constant(lesson.clean.rows)
    targets, truth = (one_hot(labels, len(lesson.classes)) for labels in (lesson.labels, lesson.clean.labels))
    rng = np.random.default_rng(lesson.random_state)
    scale, net = mean_square(lesson.rows), Net(rng)
    head, rate = fit_head(rows, targets, penalty=PENALTY * scale), RATE / scale
    for _epoch in range(EPOCHS):
        order = rng.permutation(len(targets))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            some, p = rows[batch], chances(rows[batch], head)
            losses, logits = _losses(p, targets[batch]), cross_entropy(p, targets[batch])
            copy = head - rate * _step(some, logits, net.outputs(losses))
            wanted = mean_gradient(clean, cross_entropy(chances(clean, copy), truth))
            net.learn(losses, -rate * aligned(some, logits, wanted))
            head = head - rate * _step(some, logits, net.outputs(losses))
    outputs = net.outputs(_losses(chances(rows, head), targets))
    return Raw(np.exp(outputs - outputs.max()))


def shares(outputs: np.ndarray) -> np.ndarray:
    """Softmax over a batch: `exp(o_i) / sum_j exp(o_j)`."""
    risen = np.exp(outputs - outputs.max())
    return risen / risen.sum()


class Net:
    """1 -> 100 (ReLU) -> 1, taught by Adam; what is added to all outputs changes no weight, so it has no last bias."""

    def __init__(self, rng: np.random.Generator):
        slope, offset, out = rng.uniform(-1, 1, (3, HIDDEN))
        self._parts = np.array([slope, offset, out / np.sqrt(HIDDEN)])
        self._adam = Adam(NET_RATE)

    def outputs(self, losses: np.ndarray) -> np.ndarray:
        """The net's number for each loss, (rows,)."""
        slope, offset, out = self._parts
        return np.maximum(np.outer(losses, slope) + offset, 0) @ out

    def learn(self, losses: np.ndarray, by_weight: np.ndarray) -> None:
        """One step against `by_weight`, the gradient of the outer loss by each weight of the batch."""
        slope, offset, out = self._parts
        before = np.outer(losses, slope) + offset
        after = np.maximum(before, 0)
        weights = shares(after @ out)
        by_output = weights * (by_weight - weights @ by_weight)
        by_hidden = np.outer(by_output, out) * (before > 0)
        gradient = np.array([losses @ by_hidden, by_hidden.sum(axis=0), after.T @ by_output])
        self._parts = self._parts + self._adam.step(gradient + DECAY * self._parts)


def _step(rows, logits: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """`sum_i w_i grad l_i`."""
    return len(outputs) * mean_gradient(rows, logits, shares(outputs))


def _losses(p: np.ndarray, targets: np.ndarray) -> np.ndarray:
    return -np.log(np.maximum(of_own_label(p, targets), FLOOR))
