"""Items that look the same are counted once: a million answers on five labels have a few dozen patterns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Patterns:
    """`rows` are the positions of the answers that stand for all items of a pattern, `of` the pattern of each of these,
    `times` how many items show each pattern."""

    rows: np.ndarray
    of: np.ndarray
    times: np.ndarray


def patterns(units: np.ndarray, codes: np.ndarray) -> Patterns:
    """Put units with the very same codes together, in whatever order each lists them.

    A sum over units is a sum over patterns times how many show each, and to draw units with replacement is to draw
    from a multinomial over patterns: both are exact.

    Parameters: units and codes, whole numbers from 0, one of each an answer. Returns Patterns.
    """
    if not len(units):
        return Patterns(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    order = np.lexsort((codes, units))
    units, codes = pd.factorize(units[order])[0], codes[order]
    sizes = np.bincount(units)
    starts = np.cumsum(sizes) - sizes
    keys = _keys(starts, sizes, codes)
    of_unit, _distinct = pd.factorize(keys)
    _pattern, first = np.unique(of_unit, return_index=True)
    stands = np.isin(units, first)
    return Patterns(order[stands], of_unit[units[stands]], np.bincount(of_unit))


def _keys(starts: np.ndarray, sizes: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """One number a unit, the same where its sorted codes are: read code by code, each time told apart anew."""
    keys, base, told = sizes.copy(), int(codes.max()) + 1, int(sizes.max()) + 1
    for place in range(sizes.max()):
        longer = np.flatnonzero(sizes > place)
        found, distinct = pd.factorize(keys[longer] * base + codes[starts[longer] + place])
        keys[longer] = found + told  # units that have ended keep numbers below these
        told += len(distinct)
    return keys
