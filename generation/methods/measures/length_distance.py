"""How differently long two collections of texts are."""

from collections.abc import Sequence

import numpy as np

from generation.methods.conditions import count_words
from generation.methods.measures.subsample import SIZE, subsample


def length_distance(
    texts: Sequence[str], reference: Sequence[str], *, size: int = SIZE, random_state: int = 0
) -> float | None:
    """Kolmogorov-Smirnov: the largest difference between the two shares of texts of at most n words, over all n.

    In [0, 1]: 0 where the lengths are shared out alike, 1 where all texts of one side are longer than all of the other.
    Random subsamples of both sides are compared. An empty side: None.

    Reference: Smirnov 1939.
    """
    left, right = (_lengths(side, size, random_state) for side in (texts, reference))
    if not len(left) or not len(right):
        return None
    steps = np.concatenate([left, right])
    return float(np.abs(_shares(left, steps) - _shares(right, steps)).max())


def _lengths(texts: Sequence[str], size: int, random_state: int) -> np.ndarray:
    return np.sort([count_words(text) for text in subsample(texts, size=size, random_state=random_state)])


def _shares(lengths: np.ndarray, steps: np.ndarray) -> np.ndarray:
    return np.searchsorted(lengths, steps, side="right") / len(lengths)
