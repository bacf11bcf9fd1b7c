"""Percent agreement."""

import numpy as np
import pandas as pd

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.agreement.coefficient import NO_PAIRS, Coefficient, count_answers, equal_pairs
from generation.methods.estimates import wilson


def percent_agreement(labels: pd.DataFrame, *, random_state: int = 0) -> Coefficient:
    """Share of pairs of answers on one item that are equal, averaged over items.

    `p_a = mean_u [ sum_c n_uc (n_uc - 1) / (m_u (m_u - 1)) ]`

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts.

    Returns
    -------
    Coefficient with Wilson's interval where each item's answers are equal or not (two of each item), else with a
    bootstrap interval over items; without an item that two people answered the value is None,
    reason "needs two annotators on one item".

    Reference: Gwet, Handbook of Inter-Rater Reliability (2014), chapter 2. It says nothing about chance.
    """
    counts = count_answers(labels)
    if not counts.items:
        return Coefficient(None, reason=NO_PAIRS)
    equal, times = equal_pairs(counts), counts.times

    def statistic(weights: np.ndarray) -> np.ndarray:
        return weights @ equal / weights.sum(axis=1)

    if np.isin(equal, (0, 1)).all():  # a share, then: Wilson says what it bounds also where all are equal
        share = wilson(int(times @ equal), counts.items)
        low, high = share.low, share.high
    else:
        low, high = bootstrap_interval(statistic, times, random_state=random_state)
    return Coefficient(float(times @ equal / counts.items), low, high, counts.items, counts.answers)
