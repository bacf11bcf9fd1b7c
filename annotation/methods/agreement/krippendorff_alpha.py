"""Krippendorff's alpha: any number of annotators, missing answers, four scales."""

import numpy as np
import pandas as pd

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.agreement.coefficient import NO_PAIRS, NO_VARIATION, Coefficient, Counts, count_answers, ratio

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
    size, answers = len(counts.items), int(counts.cells.sum())
    if len(counts.labels) < 2:
        return Coefficient(None, items=size, answers=answers, reason=NO_VARIATION)
    statistic = _nominal(counts) if scale == "nominal" else _scaled(counts, scale)
    value = statistic(np.ones((1, size)))[0]
    low, high = bootstrap_interval(statistic, size, random_state=random_state)
    return Coefficient(float(value), low, high, size, answers)


def _nominal(counts: Counts):
    """Sums of squares instead of a distance matrix, so thousands of labels cost no more than their cells."""
    m = counts.per_item
    unequal = (m**2 - (counts.cells**2).sum(axis=1)) / (m - 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        totals = weights @ counts.cells
        n = totals.sum(axis=1)
        expected = (n**2 - (totals**2).sum(axis=1)) / (n * (n - 1))
        return ratio(weights @ unequal / n, expected)

    return statistic


def _scaled(counts: Counts, scale: str):
    m = counts.per_item
    # The ordinal distances are made from the labels observed, so they are those of the whole table in every draw.
    distances = _distances(scale, counts)
    apart = np.einsum("uc,ck,uk->u", counts.cells, distances, counts.cells) / (m - 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        totals = weights @ counts.cells
        n = totals.sum(axis=1)
        expected = np.einsum("bc,ck,bk->b", totals, distances, totals) / (n * (n - 1))
        return ratio(weights @ apart / n, expected)

    return statistic


def _distances(scale: str, counts: Counts) -> np.ndarray:
    if scale == "ordinal":
        totals = counts.cells.sum(axis=0)
        upto = np.cumsum(totals) - totals / 2
        return np.subtract.outer(upto, upto) ** 2
    values = np.asarray(counts.labels, dtype=float)
    gaps = np.subtract.outer(values, values) ** 2
    if scale == "interval":
        return gaps
    sums = np.add.outer(values, values) ** 2
    return np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums > 0)
