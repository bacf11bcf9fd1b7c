"""Gwet's AC1 and AC2: agreement beyond chance that a rare label does not turn upside down."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from annotation.methods.agreement.bootstrap import Statistic, bootstrap_interval
from annotation.methods.agreement.coefficient import (
    NO_PAIRS,
    NO_VARIATION,
    Coefficient,
    Counts,
    count_answers,
    ratio,
    squares,
)

WEIGHTS = ("", "linear", "quadratic")


def gwet_ac1(
    labels: pd.DataFrame, *, weights: str = "", points: Sequence | None = None, random_state: int = 0
) -> Coefficient:
    """Agreement of any number of annotators beyond chance, chance being a share of hard items on which people guess.

    `(p_a - p_e) / (1 - p_e)`, `p_e = T / (C (C - 1)) sum_c pi_c (1 - pi_c)`, T the sum of the weights: C for AC1, whose
    weights are 1 where two labels are equal. AC2 takes 1 - |i - j| / (C - 1) ("linear") or its square's ("quadratic").
    `pi_c` is the mean share of a label over all items, `p_a` the mean share of equal pairs over those with two answers.

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts, and items with one answer tell
        how frequent labels are.
    weights : one of WEIGHTS.
    points : the labels in their order; those that nobody gave are among the C. Without it C are those given.

    Returns
    -------
    Coefficient with a bootstrap interval over items, of which those with two answers are counted. None with the reason
    "needs two annotators on one item", or "no variation" where all answers are one label.

    Reference: Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008); AC2: Handbook of Inter-Rater
    Reliability (2014), chapter 3.
    """
    if weights not in WEIGHTS:
        raise ValueError(f"weights must be one of {', '.join(map(repr, WEIGHTS))}, not {weights!r}.")
    counts = count_answers(labels, least=1)
    paired = counts.per_item >= 2
    items, answers = int(counts.times @ paired), int(counts.times @ (paired * counts.per_item))
    if not items:
        return Coefficient(None, reason=NO_PAIRS)
    if len(counts.labels) < 2:
        return Coefficient(None, items=items, answers=answers, reason=NO_VARIATION)
    statistic = _statistic(counts, weights, list(counts.labels if points is None else points))
    value = statistic(counts.times[None].astype(float))[0]
    low, high = bootstrap_interval(statistic, counts.times, random_state=random_state, width=len(counts.labels))
    return Coefficient(float(value), low, high, items, answers)


def _statistic(counts: Counts, weights: str, points: list) -> Statistic:
    m, paired, size = counts.per_item, counts.per_item >= 2, len(points)
    alike = _alike(counts, weights, points)
    agreed = np.divide(alike - m, m * (m - 1), out=np.zeros(len(m)), where=paired)
    shares = counts.cells.multiply(1 / m[:, None]).tocsr()
    chance = _sum_of_weights(weights, size) / (size * (size - 1))

    def statistic(drawn: np.ndarray) -> np.ndarray:
        pi = drawn @ shares / drawn.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            observed = drawn @ agreed / (drawn @ paired.astype(float))
        return ratio(1 - observed, 1 - chance * (pi * (1 - pi)).sum(axis=1))

    return statistic


def _alike(counts: Counts, weights: str, points: list) -> np.ndarray:
    """`sum_ck n_c w_ck n_k` of each pattern."""
    if not weights:
        return squares(counts.cells)
    places = np.searchsorted(points, counts.labels)
    between = _weights(weights, len(points))[np.ix_(places, places)]
    return np.asarray(counts.cells.multiply(counts.cells @ between).sum(axis=1)).ravel()


def _sum_of_weights(weights: str, size: int) -> float:
    return float(_weights(weights, size).sum()) if weights else size


def _weights(weights: str, size: int) -> np.ndarray:
    gap = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    return 1 - (gap if weights == "linear" else gap**2)
