"""How far two sets of labels lie apart, 0 to 1."""

from collections.abc import Callable, Collection, Hashable, Sequence

import numpy as np

Distance = Callable[[Hashable, Hashable], float]

SUBSET, OVERLAP = 2 / 3, 1 / 3


def jaccard_distance(left: Collection[str], right: Collection[str]) -> float:
    """`1 - |A n B| / |A u B|`; 0 where both are empty."""
    one, other = set(left), set(right)
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def masi_distance(left: Collection[str], right: Collection[str]) -> float:
    """`1 - J M`, J the Jaccard index, M how the sets lie: 1 the same, 2/3 one in the other, 1/3 overlapping, else 0.

    A set that says less than another, and nothing else, is nearer to it than one that says something else. The empty
    set shares nothing with any but itself.

    Reference: Passonneau, LREC 2006.
    """
    one, other = set(left), set(right)
    if one == other:
        return 0.0
    if not one & other:
        return 1.0
    return 1 - (1 - jaccard_distance(one, other)) * (SUBSET if one < other or other < one else OVERLAP)


def matrix(labels: Sequence[Hashable], distance: Distance) -> np.ndarray:
    """The distances of all labels from each other."""
    found = np.zeros((len(labels), len(labels)))
    for row, one in enumerate(labels):
        found[row, :row] = [distance(one, other) for other in labels[:row]]
    return found + found.T
