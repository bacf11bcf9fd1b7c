"""What is asked until the order is made anew: suspicious rows, yet no two that say nearly the same."""

import numpy as np
import pandas as pd

#: Until the next order is made: about one row in a hundred of those left, at least a sitting's start.
SHARE, LEAST, MOST = 0.01, 20, 200
#: Each label has at least this share of the batch, where so many labels have room for it.
QUOTA, LABELS_WITH_QUOTA = 0.05, 10


def spread(suspicion: pd.Series, given: pd.Series, groups: np.ndarray, free: np.ndarray) -> pd.Series:
    """Return the same values dealt out anew, so that the first rows of the order are a batch worth asking together.

    The batch takes the most suspicious row of each near-duplicate group, the others come after it: one answer says what
    theirs will be. Each label gets at least one place in twenty, so that the error model goes on hearing of it; with
    more than ten labels none is promised. Nothing is propagated: every row keeps its turn.

    Parameters
    ----------
    suspicion : the order, NaN where nothing is known. given : the machine label of each row, both by sample.
    groups : (rows,) near-duplicate groups. free : (rows,) booleans, True where nobody has answered.

    Returns
    -------
    Series. Rows that are not free keep their value.

    Reference: batches spread over near-duplicates and classes as in active learning (Sener and Savarese, ICLR 2018);
    clusters among the most suspicious were tried and found fewer errors (docs/users/order.md).
    """
    rows = np.flatnonzero(free & suspicion.notna().to_numpy() & given.notna().to_numpy())
    rows = rows[np.argsort(-suspicion.to_numpy()[rows], kind="stable")]
    size = int(np.clip(round(SHARE * len(rows)), LEAST, MOST))
    first = rows[~pd.Series(groups[rows]).duplicated().to_numpy()]
    batch = _with_quota(first, pd.factorize(given)[0], size)
    order = np.concatenate([batch, rows[~np.isin(rows, batch)]])
    dealt = suspicion.copy()
    dealt.iloc[order] = np.sort(suspicion.to_numpy()[order])[::-1]
    return dealt


def _with_quota(rows: np.ndarray, labels: np.ndarray, size: int) -> np.ndarray:
    """The first rows, but for the last of them that make room for labels with too few; in the order of `rows`."""
    batch, here = rows[:size], np.unique(labels[rows])
    if len(rows) <= size or len(here) > LABELS_WITH_QUOTA:
        return batch
    need = int(np.ceil(QUOTA * size))
    promised = np.concatenate([rows[labels[rows] == label][:need] for label in here])
    others = rows[~np.isin(rows, promised)][: max(0, size - len(promised))]
    return rows[np.isin(rows, np.concatenate([promised, others]))]
