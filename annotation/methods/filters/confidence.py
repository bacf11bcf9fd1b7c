"""Low scores of the given label, within each label: confidence, margin, and any score where higher is better."""

import numpy as np

from annotation.methods.filters.decision import Decision, decided, unscored
from annotation.methods.filters.thresholds import lowest
from generation.methods.translatable import gettext_noop as _

SHARE = 0.1

BELOW_CHANCE = _(
    "The student believes the label by %(score)s: below chance, or among the lowest of it (%(threshold)s)."
)
LOW_MARGIN = _("The margin over the next label is %(score)s, among the lowest of its label (below %(threshold)s).")


def self_confidence(probabilities: np.ndarray, labels: np.ndarray, *, share: float = SHARE) -> Decision:
    """Drop the lowest `share` of each label by P(label), and all below `1 / classes`.

    probabilities : (rows, classes), out of fold, NaN where nothing can be said. labels : class numbers, -1 for none.

    Reference: Northcutt, Jiang and Chuang, "Confident learning" (JAIR 2021); Wang et al. (Findings of EMNLP 2021).
    """
    scores = of_label(probabilities, labels)
    low, thresholds = lowest(scores, labels, share)
    chance = 1 / max(1, probabilities.shape[1])
    fails = low | (scores < chance)
    return decided(
        fails, BELOW_CHANCE, unknown=unscored(scores, labels), scores=scores, thresholds=np.fmax(thresholds, chance)
    )


def margin(probabilities: np.ndarray, labels: np.ndarray, *, share: float = SHARE) -> Decision:
    """Drop the lowest `share` of each label by `P(label) - max of the others`; the arguments are as above."""
    scores = margins(probabilities, labels)
    low, thresholds = lowest(scores, labels, share)
    return decided(low, LOW_MARGIN, unknown=unscored(scores, labels), scores=scores, thresholds=thresholds)


def of_label(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """P(label) of each row; NaN without a label."""
    if not probabilities.shape[1]:
        return np.full(len(labels), np.nan)
    return np.where(labels >= 0, probabilities[np.arange(len(labels)), np.maximum(labels, 0)], np.nan)


def margins(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """`P(label) - max_c P(c)` over the other classes, in [-1, 1]; NaN without a label or with one class."""
    if probabilities.shape[1] < 2:
        return np.full(len(labels), np.nan)
    others = np.array(probabilities, dtype=float)
    others[np.arange(len(labels)), np.maximum(labels, 0)] = -np.inf
    return of_label(probabilities, labels) - others.max(axis=1)
