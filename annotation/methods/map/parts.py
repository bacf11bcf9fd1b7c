"""A part of a map as bytes: what a browser reads without parsing, and a database keeps small."""

from collections.abc import Sequence

import numpy as np

ACROSS = 65_535
NOTHING = 255
FULL = 254  # the value of a share of one


def packed(samples: np.ndarray, places: np.ndarray, columns: Sequence[np.ndarray]) -> bytes:
    """Rows as little-endian bytes: all ids (floats of 8), all places (x and y, 2 each), then each column (1 each).

    samples : (rows,) ids below 2^53, which is what a browser's numbers count exactly. places : (rows, 2) in [0, 1].
    columns : (rows,) uint8 each.
    """
    ids = samples.astype("<f8").tobytes()
    grid = np.rint(np.clip(places, 0, 1) * ACROSS).astype("<u2").tobytes()
    return ids + grid + b"".join(column.astype(np.uint8).tobytes() for column in columns)


def shares(values: np.ndarray) -> np.ndarray:
    """Shares in [0, 1] as bytes of 254; NaN is 255."""
    known = ~np.isnan(values)
    found = np.full(len(values), NOTHING, dtype=np.uint8)
    found[known] = np.rint(np.clip(values[known], 0, 1) * FULL).astype(np.uint8)
    return found


def numbers(values: Sequence[str], names: Sequence[str]) -> np.ndarray:
    """Each value's number among `names`, of which the first 255 have one; 255 for any other."""
    places = {name: number for number, name in enumerate(names[:NOTHING])}
    return np.array([places.get(value, NOTHING) for value in values], dtype=np.uint8)
