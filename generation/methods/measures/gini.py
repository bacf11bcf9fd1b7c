"""The Gini coefficient of use counts: how unevenly entities, relations or values are used."""

from collections.abc import Iterable

import numpy as np


def gini(counts: Iterable[float]) -> float | None:
    """sum_i sum_j |x_i - x_j| / (2 n^2 mean), from 0 (all used alike) to 1 - 1/n (one used, the others never).

    `counts` holds one number for each thing that could be used, zeros included: without them nothing looks unused.
    None where there are no counts, or only zeros. A negative count: ValueError.

    Reference: Gini 1912.
    """
    values = np.sort(np.fromiter(counts, dtype=float))
    if values.size and values[0] < 0:
        raise ValueError("a count is negative")
    total = values.sum()
    if not total:
        return None
    n = len(values)
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * total))
