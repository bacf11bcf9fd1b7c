"""The order of rows that have no label yet: ask where the student wavers, once it knows something."""

import numpy as np
import pandas as pd

from generation.methods.estimates import wilson

ANSWERS_BEFORE_TRUST = 200  # with TF-IDF, uncertainty is far worse than random below that (measured.md)


def is_worth_something(right: int, answers: int, commonest: float) -> bool:
    """Whether the student may choose alone: 200 answers, and surely better than always saying the commonest label."""
    return answers >= ANSWERS_BEFORE_TRUST and wilson(right, answers).low > commonest


def margins(probabilities: pd.DataFrame) -> pd.Series:
    """The gap between the two likeliest labels, NaN where there are not two or the student says nothing."""
    if probabilities.shape[1] < 2:
        return pd.Series(np.nan, index=probabilities.index)
    top = np.sort(probabilities.to_numpy(), axis=1)
    return pd.Series(top[:, -1] - top[:, -2], index=probabilities.index)


def margin_order(probabilities: pd.DataFrame, *, random_state: int = 0) -> pd.Series:
    """Priority in (0, 1] of rows without a label: the smaller the gap between the two likeliest labels, the higher.

    Rows of which the student says nothing (NaN) come last, among themselves in random order; ties are broken so too.
    Until the student is worth something, `covering_order` asks better.

    Parameters
    ----------
    probabilities : one row a sample, one column a class.

    Returns
    -------
    Series by sample, highest first in the queue. Reference: measured.md, "Learning from nothing".
    """
    shuffled = probabilities.iloc[np.random.default_rng(random_state).permutation(len(probabilities))]
    place = margins(shuffled).rank(method="first", na_option="bottom")
    return (1 - (place - 1) / max(1, len(place))).reindex(probabilities.index)
