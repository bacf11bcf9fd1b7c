"""Krippendorff's alpha: any number of annotators, missing answers, four scales."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from annotation.methods.agreement.bootstrap import Statistic, bootstrap_interval
from annotation.methods.agreement.coefficient import (
    NO_PAIRS,
    NO_VARIATION,
    TOO_MANY,
    Coefficient,
    Counts,
    count_answers,
    ratio,
    squares,
)
from annotation.methods.agreement.distances import Distance, matrix

SCALES = ("nominal", "ordinal", "interval", "ratio")


MOST_DISTANCES = 1000  # labels: a table of their distances takes 8 MB, and each draw a million steps


def krippendorff_alpha(
    labels: pd.DataFrame, *, scale: str = "nominal", distance: Distance | None = None, random_state: int = 0
) -> Coefficient:
    """Agreement beyond chance for any number of annotators and missing answers.

    `alpha = 1 - D_o / D_e`, `D_o = (1/n) sum_u n_u' D n_u / (m_u - 1)`, `D_e = n' D n / (n (n - 1))`, with the squared
    distances `D` of the scale.

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts. Labels are numbers for the
        interval and ratio scales and sort in their order for the ordinal one.
    scale : one of SCALES. distance : between two labels, in place of a scale (distances.py).

    Returns
    -------
    Coefficient with a bootstrap interval over items. None with the reason "needs two annotators on one item", "no
    variation" where all answers are one label, or too many different answers for a table of their distances.

    Reference: Krippendorff, "Computing Krippendorff's alpha-reliability" (2011); his reading: from .800 reliable, from
    .667 tentative.
    """
    return krippendorff_alpha_of(count_answers(labels), scale=scale, distance=distance, random_state=random_state)


def krippendorff_alpha_of(
    counts: Counts, *, scale: str = "nominal", distance: Distance | None = None, random_state: int = 0
) -> Coefficient:
    """The same from a table of counts."""
    if reason := why_undefined(counts, scale, distance):
        return Coefficient(None, items=counts.items, answers=counts.answers, reason=reason)
    statistic = statistic_of(counts, scale, distance)
    value = statistic(counts.times[None].astype(float))[0]
    if not np.isfinite(value):
        return Coefficient(None, items=counts.items, answers=counts.answers, reason=NO_VARIATION)
    low, high = bootstrap_interval(statistic, counts.times, random_state=random_state, width=len(counts.labels))
    return Coefficient(float(value), low, high, counts.items, counts.answers)


def why_undefined(counts: Counts, scale: str, distance: Distance | None) -> str:
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, not {scale!r}.")
    if not counts.items:
        return NO_PAIRS
    if len(counts.labels) < 2:
        return NO_VARIATION
    needs_table = distance is not None or scale == "ratio"
    return TOO_MANY if needs_table and len(counts.labels) > MOST_DISTANCES else ""


def statistic_of(counts: Counts, scale: str, distance: Distance | None = None) -> Statistic:
    """Alpha as a statistic of how often each pattern counts."""
    if distance is not None:
        return by_distances(counts, matrix(counts.labels, distance))
    if scale == "nominal":
        return nominal_statistic(unequal(counts), counts.cells)
    if scale == "ratio":
        return by_distances(counts, _ratio_distances(counts))
    # The ordinal ranks are made from the labels observed, so they are those of the whole table in every draw.
    return _squared_gaps(counts, _ranks(counts) if scale == "ordinal" else np.asarray(counts.labels, dtype=float))


def unequal(counts: Counts) -> np.ndarray:
    """Of each pattern the pairs that differ, each as often as its answers make it count; 0 where one answer is left."""
    m = counts.per_item
    return np.divide(m**2 - squares(counts.cells), m - 1, out=np.zeros(len(m)), where=m > 1)


def nominal_statistic(apart: np.ndarray, cells: csr_array) -> Statistic:
    """Sums of squares instead of a distance matrix, so thousands of labels cost no more than their cells."""

    def statistic(weights: np.ndarray) -> np.ndarray:
        totals = weights @ cells
        n = totals.sum(axis=1)
        return _beyond_chance(weights @ apart, n**2 - (totals**2).sum(axis=1), n)

    return statistic


def _squared_gaps(counts: Counts, values: np.ndarray) -> Statistic:
    """Of each pattern how many values, their sum and that of their squares: all that a squared gap needs."""
    values = values - values.mean()  # a distance is the same, and squares of years lose no digits
    m, sums, of_squares = counts.per_item, counts.cells @ values, counts.cells @ values**2
    apart = 2 * (m * of_squares - sums**2) / (m - 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        n, total, total_of_squares = weights @ m, weights @ sums, weights @ of_squares
        expected = 2 * (n * total_of_squares - total**2)
        varies = expected > 1e-12 * n * total_of_squares
        return _beyond_chance(weights @ apart, np.where(varies, expected, 0), n)

    return statistic


def by_distances(counts: Counts, distances: np.ndarray) -> Statistic:
    """The same for any distance between labels, given as a matrix in the order of the labels."""
    m, cells = counts.per_item, counts.cells
    apart = np.asarray(cells.multiply(cells @ distances).sum(axis=1)).ravel() / (m - 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        totals = weights @ cells
        n = totals.sum(axis=1)
        return _beyond_chance(weights @ apart, ((totals @ distances) * totals).sum(axis=1), n)

    return statistic


def _beyond_chance(apart: np.ndarray, expected: np.ndarray, n: np.ndarray) -> np.ndarray:
    """`1 - (apart / n) / (expected / (n (n - 1)))`, NaN where nothing is left or nothing was expected to differ."""
    return ratio(apart * np.maximum(n - 1, 0), expected)


def _ranks(counts: Counts) -> np.ndarray:
    totals = counts.times @ counts.cells
    return np.cumsum(totals) - totals / 2


def _ratio_distances(counts: Counts) -> np.ndarray:
    values = np.asarray(counts.labels, dtype=float)
    gaps, sums = np.subtract.outer(values, values) ** 2, np.add.outer(values, values) ** 2
    return np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums > 0)
