"""The fixed-size part of a set of texts on which measures are taken."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")

SIZE = 1000


def subsample(rows: Sequence[T], *, size: int = SIZE, random_state: int = 0) -> list[T]:
    """Return `size` rows drawn without replacement, in their order; all of them where there are no more.

    Distinct n-grams, vocabulary and self-BLEU drift with the size of a collection, so two collections are compared at
    equal size: look at the number of rows before comparing.
    """
    if len(rows) <= size:
        return list(rows)
    chosen = np.random.default_rng(random_state).choice(len(rows), size, replace=False)
    return [rows[i] for i in np.sort(chosen)]
