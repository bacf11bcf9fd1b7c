"""Fleiss' kappa."""

import numpy as np
import pandas as pd

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.agreement.coefficient import (
    NO_PAIRS,
    NO_VARIATION,
    Coefficient,
    Counts,
    count_answers,
    equal_pairs,
    ratio,
)

UNEQUAL = "items have different numbers of answers; use Krippendorff's alpha"


def fleiss_kappa(labels: pd.DataFrame, *, random_state: int = 0) -> Coefficient:
    """Agreement beyond chance of the same number of answers on every item, whoever gave them.

    `kappa = (P - P_e) / (1 - P_e)`, `P` the mean share of equal pairs an item, `P_e = sum_c p_c^2`.

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts. Items with one answer are
        left out.

    Returns
    -------
    Coefficient with a bootstrap interval over items. None with a reason: "needs two annotators on one item", "no
    variation" (one label overall), or that items have different numbers of answers, for which the form is not made.

    Reference: Fleiss, Psychological Bulletin 76 (1971), table 1: 0.430 on 30 patients, 6 psychiatrists.
    """
    return fleiss_kappa_of(count_answers(labels), random_state=random_state)


def fleiss_kappa_of(counts: Counts, *, random_state: int = 0) -> Coefficient:
    """The same from a table of counts."""
    if not counts.items:
        return Coefficient(None, reason=NO_PAIRS)
    m, size, answers = counts.per_item[0], counts.items, counts.answers
    if (counts.per_item != m).any():
        return Coefficient(None, items=size, answers=answers, reason=UNEQUAL)
    if len(counts.labels) < 2:
        return Coefficient(None, items=size, answers=answers, reason=NO_VARIATION)
    equal = equal_pairs(counts)

    def statistic(weights: np.ndarray) -> np.ndarray:
        n = weights.sum(axis=1)
        shares = weights @ counts.cells / (n * m)[:, None]
        return ratio(1 - weights @ equal / n, 1 - (shares**2).sum(axis=1))

    value = statistic(counts.times[None].astype(float))[0]
    low, high = bootstrap_interval(statistic, counts.times, random_state=random_state, width=len(counts.labels))
    return Coefficient(float(value), low, high, size, answers)
