"""Thresholds within each class, so that a filter does not quietly remove the rare ones."""

from collections.abc import Callable

import numpy as np


def per_class(scores: np.ndarray, labels: np.ndarray, threshold: Callable[[np.ndarray], float]) -> np.ndarray:
    """The threshold of each row: what `threshold` makes of the known scores of its class; NaN without label or score.

    scores, labels : (rows,); NaN and -1 are left out. Returns (rows,).
    """
    found = np.full(len(scores), np.nan)
    known = ~np.isnan(scores) & (labels >= 0)
    for label in np.unique(labels[known]):
        rows = known & (labels == label)
        found[rows] = threshold(scores[rows])
    return found


def lowest(scores: np.ndarray, labels: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Which rows are the lowest `share` of their class, and from which score on a row of the class stays.

    Exactly `floor(share x size)` rows a class; rows of one score are taken in the order of their place, so that equal
    scores do not empty a class. Returns a mask and thresholds, (rows,) each.
    """
    low, thresholds = np.zeros(len(scores), dtype=bool), np.full(len(scores), np.nan)
    known = ~np.isnan(scores) & (labels >= 0)
    for label in np.unique(labels[known]):
        rows = np.flatnonzero(known & (labels == label))
        order = rows[np.argsort(scores[rows], kind="stable")]
        taken = int(share * len(rows) + 1e-9)
        low[order[:taken]] = True
        thresholds[rows] = scores[order[min(taken, len(order) - 1)]]
    return low, thresholds
