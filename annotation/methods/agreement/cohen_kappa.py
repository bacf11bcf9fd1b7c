"""Cohen's kappa, plain and weighted."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.agreement.coefficient import NO_PAIRS, NO_VARIATION, Coefficient, ratio, sorted_codes
from annotation.methods.columns import last_answers

WEIGHTS = ("", "linear", "quadratic")


@dataclass(frozen=True)
class PairKappa:
    """Cohen's kappa of two annotators on the items both answered."""

    left: object
    right: object
    coefficient: Coefficient


def cohen_kappa(labels: pd.DataFrame, *, weights: str = "", random_state: int = 0) -> Coefficient:
    """Agreement of two annotators beyond chance; with more, the mean over pairs weighted by their common items.

    `kappa = 1 - sum_ij w_ij o_ij / sum_ij w_ij e_ij` with `w` 0 or 1, |i - j| ("linear") or (i - j)^2 ("quadratic").

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts.
    weights : one of WEIGHTS; ranks are positions among the sorted distinct labels.

    Returns
    -------
    Coefficient with a bootstrap interval over items. None with the reason "needs two annotators on one item" without
    common items, or "no variation" where all answers are the same label (0 / 0). With more than two annotators it is
    not Fleiss' kappa; `pair_kappas` shows the pairs.

    Reference: Cohen, Educational and Psychological Measurement 20 (1960); weighted: Psychological Bulletin 70 (1968).
    """
    table, size = _wide(labels)
    pairs = _pairs(table)
    if not pairs:
        return Coefficient(None, reason=NO_PAIRS)
    costs = _costs(size, weights)
    shared = np.zeros(len(table), dtype=bool)
    for left, right in pairs:
        shared |= (table[:, left] >= 0) & (table[:, right] >= 0)
    table = table[shared]

    def statistic(counts: np.ndarray) -> np.ndarray:
        return _mean_of_pairs(table, pairs, size, costs, counts)

    value = statistic(np.ones((1, len(table))))[0]
    answers = int((table >= 0).sum())
    if not np.isfinite(value):
        return Coefficient(None, items=len(table), answers=answers, reason=NO_VARIATION)
    low, high = bootstrap_interval(statistic, len(table), random_state=random_state)
    return Coefficient(float(value), low, high, len(table), answers)


def pair_kappas(labels: pd.DataFrame, *, weights: str = "", random_state: int = 0) -> list[PairKappa]:
    """Cohen's kappa of every pair of annotators with a common item, in the order of the annotators."""
    answers = last_answers(labels)
    people, _ = sorted_codes(answers["annotator"])
    rows = []
    for left, right in combinations(people, 2):
        both = answers[answers["annotator"].isin([left, right])]
        coefficient = cohen_kappa(both, weights=weights, random_state=random_state)
        if coefficient.items:
            rows.append(PairKappa(left, right, coefficient))
    return rows


def _wide(labels: pd.DataFrame) -> tuple[np.ndarray, int]:
    """Items by annotators, each cell the position of the label or -1."""
    answers = last_answers(labels)
    items, rows = sorted_codes(answers["item"])
    people, columns = sorted_codes(answers["annotator"])
    values, codes = sorted_codes(answers["label"])
    table = np.full((len(items), len(people)), -1)
    table[rows, columns] = codes
    return table, len(values)


def _pairs(table: np.ndarray) -> list[tuple[int, int]]:
    given = (table >= 0).astype(int)
    common = given.T @ given
    return [(i, j) for i, j in combinations(range(table.shape[1]), 2) if common[i, j]]


def _costs(size: int, weights: str) -> np.ndarray:
    if weights not in WEIGHTS:
        raise ValueError(f"weights must be one of {', '.join(map(repr, WEIGHTS))}, not {weights!r}.")
    gap = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(float)
    return {"": (gap > 0).astype(float), "linear": gap, "quadratic": gap**2}[weights]


def _mean_of_pairs(
    table: np.ndarray, pairs: list[tuple[int, int]], size: int, costs: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    total, weight = np.zeros(len(counts)), np.zeros(len(counts))
    for left, right in pairs:
        both = (table[:, left] >= 0) & (table[:, right] >= 0)
        cells = np.zeros((both.sum(), size * size))
        cells[np.arange(both.sum()), table[both, left] * size + table[both, right]] = 1
        joint = (counts[:, both] @ cells).reshape(-1, size, size)
        value, n = _kappas(joint, costs), joint.sum(axis=(1, 2))
        known = np.isfinite(value)
        total += np.where(known, value * n, 0)
        weight += np.where(known, n, 0)
    with np.errstate(invalid="ignore"):
        return np.where(weight > 0, total / np.where(weight > 0, weight, 1), np.nan)


def _kappas(joint: np.ndarray, costs: np.ndarray) -> np.ndarray:
    n = np.maximum(joint.sum(axis=(1, 2)), 1)
    observed = (joint * costs).sum(axis=(1, 2)) / n
    expected = np.einsum("bi,bj,ij->b", joint.sum(axis=2), joint.sum(axis=1), costs) / n**2
    return ratio(observed, expected)
