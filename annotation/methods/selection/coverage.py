"""The order of rows that have no label yet while the student knows little: those that stand for many it wavers on."""

import heapq

import numpy as np
import pandas as pd

from annotation.methods.selection.batches import MOST
from annotation.methods.selection.margin import margin_order, margins

#: How much more a row counts the less the student tells of it. Tried on trec, AG News and SST-2 (docs/methods.md).
DOUBT = 4
#: Rows compared with each other, drawn by chance from more.
COMPARED = 4000


def covering_order(
    probabilities: pd.DataFrame, view: np.ndarray, heard: np.ndarray, *, random_state: int = 0
) -> pd.Series:
    r"""Priority in (0, 1] of rows without a label, before margins can be believed.

    The first rows, up to 200, are picked one by one, each the one that adds most to

    .. math:: \sum_j (1 - m_j)^4 \max_{i \in picked \cup heard} s_{ij}

    with :math:`m` the gap between the two likeliest labels and :math:`s` the cosine, nought where it is negative. So a
    row is asked that many like it wait for, none is asked twice over, and what the student wavers on counts most. The
    others follow by margin.

    Parameters
    ----------
    probabilities : one row a sample, one column a class, NaN where the student says nothing: it wavers there.
    view : (rows, dimensions) the same rows, of unit length. heard : (any, dimensions) rows that have a label.

    Returns
    -------
    Series by sample, highest first in the queue. Of more than 4,000 rows, or heard rows, as many by chance are read.

    Reference: facility location for active learning, Wei, Iyer and Bilmes, "Submodularity in data subset selection and
    active learning" (ICML 2015); picked lazily (Minoux 1978).
    """
    order = margin_order(probabilities, random_state=random_state)
    rng = np.random.default_rng(random_state)
    rows, heard = _some(np.arange(len(order)), rng), heard[_some(np.arange(len(heard)), rng)]
    if not len(rows):
        return order
    doubt = (1 - margins(probabilities).fillna(0).to_numpy()[rows]) ** DOUBT
    alike = np.clip(view[rows] @ view[rows].T, 0, None)
    covered = np.clip(view[rows] @ heard.T, 0, None).max(axis=1, initial=0)
    first = rows[_greedy(alike, covered, doubt.astype(alike.dtype))]
    others = np.argsort(-order.to_numpy(), kind="stable")
    place = np.concatenate([first, others[~np.isin(others, first)]])
    order.iloc[place] = np.sort(order.to_numpy())[::-1]
    return order


def _some(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rows if len(rows) <= COMPARED else np.sort(rng.choice(rows, COMPARED, replace=False))


def _greedy(alike: np.ndarray, covered: np.ndarray, doubt: np.ndarray) -> list[int]:
    """The rows that cover most, in the order of picking. What a row adds only falls, so few must be looked at again."""
    waiting = [(-_added(row, covered, doubt), at) for at, row in enumerate(alike)]
    heapq.heapify(waiting)
    picked: list[int] = []
    while waiting and len(picked) < MOST:
        _before, at = heapq.heappop(waiting)
        added = _added(alike[at], covered, doubt)
        if waiting and -waiting[0][0] > added:
            heapq.heappush(waiting, (-added, at))
        elif added > 0:
            picked.append(at)
            covered = np.maximum(covered, alike[at])
        else:
            break
    return picked


def _added(row: np.ndarray, covered: np.ndarray, doubt: np.ndarray) -> float:
    return float(np.maximum(row - covered, 0) @ doubt)
