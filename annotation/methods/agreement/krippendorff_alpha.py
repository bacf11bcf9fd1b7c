"""Krippendorff's alpha: any number of annotators, missing answers, four scales."""

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

SCALES = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(labels: pd.DataFrame, *, scale: str = "nominal", random_state: int = 0) -> Coefficient:
    """Agreement beyond chance for any number of annotators and missing answers.

    `alpha = 1 - D_o / D_e`, `D_o = (1/n) sum_u n_u' D n_u / (m_u - 1)`, `D_e = n' D n / (n (n - 1))`, with the squared
    distances `D` of the scale.

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts. Labels are numbers for the
        interval and ratio scales and sort in their order for the ordinal one.
    scale : one of SCALES.

    Returns
    -------
    Coefficient with a bootstrap interval over items. None with the reason "needs two annotators on one item", or "no
    variation" where all answers are one label.

    Reference: Krippendorff, "Computing Krippendorff's alpha-reliability" (2011); his reading: from .800 reliable, from
    .667 tentative.
    """
    return krippendorff_alpha_of(count_answers(labels), scale=scale, random_state=random_state)


def krippendorff_alpha_of(counts: Counts, *, scale: str = "nominal", random_state: int = 0) -> Coefficient:
    """The same from a table of counts."""
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, not {scale!r}.")
    if not counts.items:
        return Coefficient(None, reason=NO_PAIRS)
    size, answers = counts.items, counts.answers
    if len(counts.labels) < 2:
        return Coefficient(None, items=size, answers=answers, reason=NO_VARIATION)
    statistic = statistic_of(counts, scale)
    value = statistic(counts.times[None].astype(float))[0]
    low, high = bootstrap_interval(statistic, counts.times, random_state=random_state, width=len(counts.labels))
    return Coefficient(float(value), low, high, size, answers)


def statistic_of(counts: Counts, scale: str) -> Statistic:
    """Alpha as a statistic of how often each pattern counts."""
    if scale == "nominal":
        return _nominal(counts)
    if scale == "ratio":
        return by_distances(counts, _ratio_distances(counts))
    # The ordinal ranks are made from the labels observed, so they are those of the whole table in every draw.
    return _squared_gaps(counts, _ranks(counts) if scale == "ordinal" else np.asarray(counts.labels, dtype=float))


def _nominal(counts: Counts) -> Statistic:
    """Sums of squares instead of a distance matrix, so thousands of labels cost no more than their cells."""
    m = counts.per_item
    unequal = (m**2 - squares(counts.cells)) / (m - 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        totals = weights @ counts.cells
        n = totals.sum(axis=1)
        expected = (n**2 - (totals**2).sum(axis=1)) / (n * (n - 1))
        return ratio(weights @ unequal / n, expected)

    return statistic


def _squared_gaps(counts: Counts, values: np.ndarray) -> Statistic:
    """Of each pattern how many values, their sum and that of their squares: all that a squared gap needs."""
    m, sums, of_squares = counts.per_item, counts.cells @ values, counts.cells @ values**2
    apart = 2 * (m * of_squares - sums**2) / (m - 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        n, total, total_of_squares = weights @ m, weights @ sums, weights @ of_squares
        expected = 2 * (n * total_of_squares - total**2) / (n * (n - 1))
        return ratio(weights @ apart / n, np.where(expected > 1e-12, expected, 0))

    return statistic


def by_distances(counts: Counts, distances: np.ndarray) -> Statistic:
    """The same for any distance between labels, given as a matrix in the order of the labels."""
    m, cells = counts.per_item, counts.cells
    apart = np.asarray(cells.multiply(cells @ distances).sum(axis=1)).ravel() / (m - 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        totals = weights @ cells
        n = totals.sum(axis=1)
        expected = ((totals @ distances) * totals).sum(axis=1) / (n * (n - 1))
        return ratio(weights @ apart / n, expected)

    return statistic


def _ranks(counts: Counts) -> np.ndarray:
    totals = counts.times @ counts.cells
    return np.cumsum(totals) - totals / 2


def _ratio_distances(counts: Counts) -> np.ndarray:
    values = np.asarray(counts.labels, dtype=float)
    gaps, sums = np.subtract.outer(values, values) ** 2, np.add.outer(values, values) ** 2
    return np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums > 0)
