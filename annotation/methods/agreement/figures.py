"""A number of how two sides agree, with its interval: shares by Wilson, everything else by drawing items again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.agreement.bootstrap import bootstrap_interval
from generation.methods.estimates import wilson


@dataclass(frozen=True)
class Figure:
    """`id` is one of FIGURES (kinds.py); `n` counts the items it stands on; no value where there are none."""

    id: str
    value: float | None
    low: float | None
    high: float | None
    n: int


def share(id: str, flags: Iterable[bool]) -> Figure:
    """The share of items of which something is so, with Wilson's 95 % interval."""
    flags = list(flags)
    found = wilson(sum(map(bool, flags)), len(flags))
    return Figure(id, found.value, found.low, found.high, found.n)


def mean(id: str, values: Sequence[float]) -> Figure:
    """The mean over items, with a bootstrap interval over them."""
    return ratio_of_sums(id, values, [1.0] * len(values))


def ratio_of_sums(id: str, tops: Sequence[float], bottoms: Sequence[float]) -> Figure:
    """`sum(top) / sum(bottom)`, with a bootstrap interval over items: what stands on one item depends on each other.

    Parameters: one top and one bottom an item, in the same order. Items whose bottom is 0 say nothing and do not count.
    Returns a Figure; without limits where no item differs from the others (a draw of them shows no spread).
    """
    top, bottom = np.asarray(tops, dtype=float), np.asarray(bottoms, dtype=float)
    top, bottom = top[bottom > 0], bottom[bottom > 0]
    if not len(bottom):
        return Figure(id, None, None, None, 0)

    def statistic(weights: np.ndarray) -> np.ndarray:
        below = weights @ bottom
        return np.divide(weights @ top, below, out=np.full(len(below), np.nan), where=below > 0)

    low, high = bootstrap_interval(statistic, len(bottom))
    return Figure(id, float(top.sum() / bottom.sum()), low, high, len(bottom))
