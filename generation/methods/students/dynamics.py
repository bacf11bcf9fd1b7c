"""What a student gives each row's label while it learns: confidence, aleatoric doubt, variability, correctness."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import sklearn
from scipy.special import expit
from sklearn.linear_model import SGDClassifier
from threadpoolctl import threadpool_limits

from generation.methods.students.student import FOLDS, fold_numbers

EPOCHS, MOST_EPOCHS = 20, 100
ENOUGH_STEPS = 36_000  # rows times epochs in which the digits are learned; of few rows, more epochs are taken
PENALTY, STEP = 1e-3, 0.01
BENCH_LENGTH = 15.0  # mean squared length of the rows that the step is right for: scikit-learn's digits / 16
#: Rows times epochs, of ten labels, from which fewer are taken: later epochs of many rows say the same again.
MOST_STEPS, FEWEST_EPOCHS = 600_000, 6
EASY, AMBIGUOUS, HARD = "easy", "ambiguous", "hard"


@dataclass(frozen=True)
class Dynamics:
    """By row, NaN without a label: the mean of D, of D (1 - D), the standard deviation of D, and how often right."""

    confidence: np.ndarray
    aleatoric: np.ndarray
    variability: np.ndarray
    correctness: np.ndarray

    @classmethod
    def nothing(cls, rows: int) -> "Dynamics":
        return cls(*(np.full(rows, np.nan) for _number in range(4)))

    def groups(self, *, low: float = 0.2, most_aleatoric: float | None = None) -> np.ndarray:
        """Say which rows are easy, ambiguous or hard; None where nothing is known.

        Hard: confidence at most `low` and aleatoric doubt at most x, easy: confidence at least 1 - `low` and the same,
        else ambiguous. x is `most_aleatoric`, or three quarters of the range of the aleatoric doubt: it is never above
        1/4, so that a fixed .2 would exclude next to nothing.

        Reference: Seedat et al., "Curated LLM" (ICML 2024, arXiv 2312.12112); Seedat et al., "Data-IQ" (2022).
        """
        known = ~np.isnan(self.confidence)
        found = np.full(len(known), None, dtype=object)
        if not known.any():
            return found
        limit = 0.75 * np.ptp(self.aleatoric[known]) if most_aleatoric is None else most_aleatoric
        calm = self.aleatoric <= limit
        found[known] = AMBIGUOUS
        found[known & calm & (self.confidence <= low)] = HARD
        found[known & calm & (self.confidence >= 1 - low)] = EASY
        return found


def dynamics(checkpoints: Iterable[tuple[np.ndarray, np.ndarray]]) -> Dynamics:
    """Sum up checkpoints, each (probability of the row's label, whether it was the likeliest), both (rows,).

    Only sums are kept, so memory does not grow with the checkpoints. One checkpoint: variability 0.

    Reference: Swayamdipta et al., "Dataset Cartography" (EMNLP 2020) for the variability and the correctness.
    """
    count = 0
    for given, right in checkpoints:
        if not count:
            total, squares, rights = (np.zeros(len(given)) for _number in range(3))
            first = np.asarray(given, dtype=float)
        count += 1
        total, squares, rights = total + given, squares + (given - first) ** 2, rights + right
    if not count:
        return Dynamics.nothing(0)
    mean = total / count
    spread = np.maximum(squares / count - (mean - first) ** 2, 0)  # about the first value, or digits would cancel out
    return Dynamics(mean, mean - spread - mean**2, np.sqrt(spread), rights / count)


def learning_dynamics(
    rows: np.ndarray,
    labels: np.ndarray,
    *,
    asked: np.ndarray | None = None,
    groups: np.ndarray | None = None,
    epochs: int | None = None,
    step: float | None = None,
    random_state: int = 0,
) -> Dynamics:
    """Watch five students learn, each of four folds, and say what they give the labels of the fold that they lack.

    Logistic regressions by stochastic gradients (one against the rest, penalty 1e-3, constant step), a checkpoint an
    epoch, each epoch in another order.

    Parameters
    ----------
    rows : (rows, dimensions), dense. labels : class numbers, -1 where there is none. asked : the labels that are
    judged, where they are others than those that are learned. groups : near-duplicates, which stay in one fold.
    epochs : None takes 20, of fewer than 1,800 rows up to 100, of over 30,000 and of many labels fewer, 6 at least.
    step : None takes .01 for rows whose mean squared length is that of the digits, and accordingly larger or smaller
    for shorter or longer ones.

    Returns
    -------
    Dynamics, NaN for rows without a label, with a label of one row, and where fewer than two labels are in use.
    """
    known = np.flatnonzero(labels >= 0)
    asked = labels if asked is None else asked
    found = Dynamics.nothing(len(labels))
    if len(np.unique(labels[known])) < 2:
        return found
    epochs = epochs or _epochs(len(known), len(np.unique(labels[known])))
    step = step or STEP * BENCH_LENGTH / max(float((rows[known] ** 2).sum(axis=1).mean()), 1e-6)
    folds = fold_numbers(labels[known], None if groups is None else groups[known], random_state=random_state)
    # Looking through what is given took most of a small step's time, five hundred times in a row: it is in order here.
    with threadpool_limits(1), sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        for fold in range(min(FOLDS, folds.max() + 1)):
            train, test = known[folds != fold], known[folds == fold]
            test = test[np.isin(asked[test], labels[train])]
            if len(test) and len(np.unique(labels[train])) > 1:
                seen = dynamics(_watched(rows, labels, train, (test, asked[test]), epochs, step, random_state))
                for name in ("confidence", "aleatoric", "variability", "correctness"):
                    getattr(found, name)[test] = getattr(seen, name)
    return found


def _epochs(rows: int, classes: int) -> int:
    more = int(np.clip(ENOUGH_STEPS // rows, EPOCHS, MOST_EPOCHS))
    return min(more, max(int(MOST_STEPS / (rows * max(1, classes / 10))), FEWEST_EPOCHS))


def _watched(
    rows: np.ndarray, labels: np.ndarray, train: np.ndarray, asked: tuple, epochs: int, step: float, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    classes, (test, theirs) = np.unique(labels[train]), asked
    student = SGDClassifier(loss="log_loss", alpha=PENALTY, learning_rate="constant", eta0=step, random_state=seed)
    own = np.searchsorted(classes, theirs)
    seen = rows[test]
    for epoch in range(epochs):
        order = train[np.random.default_rng(epoch).permutation(len(train))]
        student.partial_fit(rows[order], labels[order], classes=None if epoch else classes)
        chances = _chances(student, seen)
        yield chances[np.arange(len(test)), own], chances.argmax(axis=1) == own


def _chances(student: SGDClassifier, rows: np.ndarray) -> np.ndarray:
    """Its `predict_proba`, one against the rest, without a look through the rows."""
    each = expit(rows @ student.coef_.T + student.intercept_)
    if each.shape[1] == 1:
        return np.hstack([1 - each, each])
    total = each.sum(axis=1, keepdims=True)
    return np.where(total > 0, each / np.where(total > 0, total, 1), 1 / each.shape[1])
