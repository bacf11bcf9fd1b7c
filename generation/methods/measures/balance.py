"""BAL: how even the labels, or the cells of a grid, are."""

from collections import Counter
from collections.abc import Hashable, Iterable

from generation.methods.measures.entropy import entropy


def balance(labels: Iterable[Hashable], known: int) -> float:
    """The entropy of the label counts by the log of the number of labels, in [0, 1]; 1 is even.

    `known` counts all labels, also those that do not occur. No rows, or fewer than two labels: 0.
    """
    counts = Counter(labels)
    if not counts or known < 2:
        return 0.0
    return entropy(counts.values(), base=known)
