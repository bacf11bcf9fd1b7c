"""Predictions of wrong labels that never saw the answer of the row they speak of."""

from collections.abc import Callable

import numpy as np

FOLDS = 5

#: (rows to learn from) -> prediction of every row, (N,).
Learner = Callable[[np.ndarray], np.ndarray]


def cross_fitted(size: int, answered: np.ndarray, learn: Learner, *, folds: int = FOLDS, random_state: int = 0):
    """(size,) predictions: of an answered row by the model without its fold, of another by the mean of all models.

    Parameters
    ----------
    size : rows in all. answered : (n,) their numbers. learn : learns from the answers of some rows, predicts all.
    folds : at most; no fewer than two, so n is two or more.

    Reference: cross-prediction, Zrnic and Candès, PNAS 121 (2024), arXiv 2309.16598.
    """
    answered = np.asarray(answered)
    if len(answered) < 2:
        raise ValueError("Cross-fitting takes two answers.")
    shuffled = np.random.default_rng(random_state).permutation(answered)
    predicted, parts = np.zeros(size), np.array_split(shuffled, min(folds, len(answered)))
    own = np.full(size, np.nan)
    for part in parts:
        told = learn(np.setdiff1d(answered, part))
        predicted += told / len(parts)
        own[part] = told[part]
    return np.where(np.isnan(own), predicted, own)
