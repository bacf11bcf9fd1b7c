"""A student for labels that may be wrong: it learns from rows that its own past selves agree with."""

from dataclasses import dataclass

import numpy as np

from generation.methods.students.head import chances, fit_head, one_hot, with_constant
from generation.methods.students.words import TRAINING_WORDS

KEEP_FROM = 0.8
FLOOR_OF_LABEL = 16
EPOCHS, WARM_UP, STEPS = 20, 3, 10


@dataclass(frozen=True)
class Training:
    """How a student learns; the name and line are what users read.

    `smoothing`: so much of each label is spread over all. `momentum`: of the running mean of its probabilities by which
    rows are kept, None for all rows throughout. `reverse`: the reverse cross-entropy as loss.
    """

    id: str
    name: str
    line: str
    smoothing: float = 0.0
    momentum: float | None = None
    reverse: bool = False
    epochs: int = EPOCHS


_HOW = {
    "smoothing": {"smoothing": 0.15},
    "supergen": {"momentum": 0.8},
    "fewgen": {"momentum": 0.9},
    "reverse": {"reverse": True},
}
TRAININGS = {name: Training(name, *words, **_HOW[name]) for name, words in TRAINING_WORDS.items()}


class RobustStudent:
    """A softmax head trained with noise in mind; `classes_`, `predict_proba` and `kept_` after `fit`.

    Each epoch is a few steps of L-BFGS from where the last ended. With `momentum` the probabilities are averaged over
    epochs from the fourth on, `z <- m z + (1 - m) p`, corrected by `1 - m^t`, and the next epoch learns only
    from rows with `argmax z = label` and `max z > .8`; a label that keeps fewer than 16 rows keeps its top half by z.

    Parameters
    ----------
    training : one of TRAININGS. penalty : of the squared head but its constant, to the mean loss.

    Reference: Meng et al., "SuperGen" (NeurIPS 2022) and "FewGen" (ICML 2023): m = .8 and .9. Their students are
    transformers that look again every 100 steps, are drawn towards z, and learn smoothed labels (.15) at the same time;
    under smoothing a linear head hardly passes .8, so that here it is a training of its own.
    """

    def __init__(self, training: Training, *, penalty: float):
        self.training, self.penalty = training, penalty

    def fit(self, rows, labels: np.ndarray, sample_weight: np.ndarray | None = None) -> "RobustStudent":
        """Learn from rows (rows, dimensions), dense or sparse, and labels (rows,) of at least two classes."""
        self.classes_, numbers = np.unique(labels, return_inverse=True)
        rows, hard = with_constant(rows), one_hot(numbers, len(self.classes_))
        targets = smoothed(hard, self.training.smoothing)
        weights = np.ones(len(numbers)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        self.kept_, mean, self._head = np.ones(len(numbers), dtype=bool), np.zeros(hard.shape), None
        for epoch in range(1, self.training.epochs + 1):
            self._head = fit_head(
                rows,
                targets,
                weights * self.kept_,
                penalty=self.penalty,
                start=self._head,
                steps=STEPS,
                robust=self.training.reverse,
                free_constant=True,
            )
            if self.training.momentum is not None and epoch > WARM_UP:
                mean = moved(mean, chances(rows, self._head), self.training.momentum)
                self.kept_ = agreed(corrected(mean, self.training.momentum, epoch - WARM_UP), numbers)
        return self

    def predict_proba(self, rows) -> np.ndarray:
        """Probabilities (rows, classes) in the order of `classes_`."""
        return chances(with_constant(rows), self._head)


def smoothed(targets: np.ndarray, smoothing: float) -> np.ndarray:
    """`(1 - s) y + s / classes`."""
    return (1 - smoothing) * targets + smoothing / targets.shape[1]


def moved(mean: np.ndarray, p: np.ndarray, momentum: float) -> np.ndarray:
    """`m z + (1 - m) p`."""
    return momentum * mean + (1 - momentum) * p


def corrected(mean: np.ndarray, momentum: float, times: int) -> np.ndarray:
    """`z / (1 - m^t)`: what began at 0 as if it had begun at its first value."""
    return mean / (1 - momentum**times)


def agreed(mean: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Which rows the running mean (rows, classes) agrees with: its likeliest class is the label, with more than .8.

    A class that would keep fewer than 16 rows keeps the half of its rows with the highest mean for it, at least one.
    """
    own = mean[np.arange(len(labels)), labels]
    keep = (mean.argmax(axis=1) == labels) & (own > KEEP_FROM)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        if keep[rows].sum() < FLOOR_OF_LABEL:
            best = rows[np.argsort(-own[rows], kind="stable")[: (len(rows) + 1) // 2]]
            keep[rows] = np.isin(rows, best)
    return keep
