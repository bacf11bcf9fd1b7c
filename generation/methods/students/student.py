"""The student: a small model fitted to the labels, asked only about rows that it has not seen."""

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, SGDClassifier
from threadpoolctl import threadpool_limits

from generation.methods.students.robust import RobustStudent, Training

FOLDS = 5
INVERSE_PENALTY = 5.0
LARGE = 30_000  # rows from which stochastic gradients are as good and ten times faster
FLOOR = 1e-6


def out_of_fold(
    features,
    labels: np.ndarray,
    classes: int,
    *,
    weights: np.ndarray | None = None,
    groups: np.ndarray | None = None,
    training: Training | None = None,
    random_state: int = 0,
) -> np.ndarray:
    """Probability of each class for each row, from a student that has not seen the row nor its near-duplicates.

    Logistic regression (L2, C = 5); from 30,000 rows by averaged stochastic gradients. Five folds, stratified, groups
    whole. Rows without a label get the prediction of a student of all labelled rows.

    Parameters
    ----------
    features : (rows, features), dense or sparse. labels : (rows,) class numbers, -1 where there is none.
    classes : number of classes. weights : (rows,) or None. groups : (rows,) near-duplicate groups or None.
    training : one of `robust.TRAININGS` for a student that expects wrong labels; None for the plain one.

    Returns
    -------
    (rows, classes), rows sum to one. A row is NaN where nothing can be said: fewer than two classes are labelled, or
    its own class is not among the rows that the fold's student learned from (a class of one row).

    Reference: out-of-fold probabilities as in Northcutt, Jiang and Chuang, "Confident learning" (JAIR 2021).
    """
    known = np.flatnonzero(labels >= 0)
    result = np.full((len(labels), classes), np.nan)
    if len(np.unique(labels[known])) < 2:
        return result
    weights = np.ones(len(labels)) if weights is None else weights
    folds = fold_numbers(labels[known], None if groups is None else groups[known], random_state=random_state)
    with threadpool_limits(1):  # the steps are small: threads would wait for each other, and for the web server's core
        for fold in np.unique(folds):
            train, test = known[folds != fold], known[folds == fold]
            result[test] = _predict(features, labels, weights, train, test, classes, random_state, training)
            result[test[~np.isin(labels[test], labels[train])]] = np.nan
        unknown = np.flatnonzero(labels < 0)
        if len(unknown):
            result[unknown] = _predict(features, labels, weights, known, unknown, classes, random_state, training)
    return result


def of_others(
    features,
    labels: np.ndarray,
    classes: int,
    *,
    weights: np.ndarray | None = None,
    training: Training | None = None,
    random_state: int = 0,
) -> np.ndarray:
    """Probability of each class for the rows without a label, from a student of all that have one.

    The same student and the same parameters as `out_of_fold`; rows with a label are NaN, all are where fewer than two
    classes are labelled.
    """
    known, others = np.flatnonzero(labels >= 0), np.flatnonzero(labels < 0)
    result = np.full((len(labels), classes), np.nan)
    if len(np.unique(labels[known])) > 1 and len(others):
        weights = np.ones(len(labels)) if weights is None else weights
        with threadpool_limits(1):
            result[others] = _predict(features, labels, weights, known, others, classes, random_state, training)
    return result


def fold_numbers(
    labels: Sequence[int], groups: np.ndarray | None, *, folds: int = FOLDS, random_state: int = 0
) -> np.ndarray:
    """A fold for each row: groups stay whole, and within each label they are dealt out in turn after a shuffle."""
    labels = np.asarray(labels)
    groups = np.arange(len(labels)) if groups is None else groups
    _names, first, member = np.unique(groups, return_index=True, return_inverse=True)
    shuffled = np.random.default_rng(random_state).permutation(len(first))
    order = shuffled[np.argsort(labels[first][shuffled], kind="stable")]
    dealt = np.empty(len(first), dtype=int)
    dealt[order] = np.arange(len(first)) % folds
    return dealt[member]


def _predict(features, labels, weights, train, test, classes: int, random_state: int, training=None) -> np.ndarray:
    result = np.full((len(test), classes), FLOOR)
    present = np.unique(labels[train])
    if len(present) < 2:
        result[:, present] = 1.0
    else:
        student = _student(len(train), random_state, training)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the ranking has settled long before
            student.fit(features[train], labels[train], sample_weight=weights[train])
        result[:, student.classes_] = np.clip(student.predict_proba(features[test]), FLOOR, None)
    return result / result.sum(axis=1, keepdims=True)


def _student(rows: int, random_state: int, training: Training | None):
    if training is not None:
        return RobustStudent(training, penalty=1 / (INVERSE_PENALTY * rows))
    if rows < LARGE:
        return LogisticRegression(C=INVERSE_PENALTY, max_iter=200)
    penalty = 1 / (INVERSE_PENALTY * rows)
    return SGDClassifier(loss="log_loss", alpha=penalty, max_iter=8, tol=None, average=True, random_state=random_state)
