"""How many different words some rows hold, fairly: a part of a set has fewer words for being smaller.

Standard library only: web processes count with it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, lgamma

OF_ROWS = 100


def richness(rows: Iterable[Sequence[int]], *, of: int = OF_ROWS) -> float | None:
    """Different words to be expected in `of` rows drawn from these: `sum_w 1 - C(n - d_w, of) / C(n, of)`.

    So a set before a filter and what is left after it are compared at one size (rarefaction).

    rows : the different words of each row, as numbers. None where there are fewer than `of` rows.

    Reference: Hurlbert, "The nonconcept of species diversity" (Ecology 52, 1971), formula 8, words for species.
    """
    counts: Counter[int] = Counter()
    size = 0
    for row in rows:
        counts.update(row)
        size += 1
    if size < of:
        return None
    return sum(words * (1 - _none(size, found, of)) for found, words in Counter(counts.values()).items())


def _none(size: int, found: int, of: int) -> float:
    """The chance that none of `found` among `size` rows is among `of` of them."""
    if size - found < of:
        return 0.0
    return exp(lgamma(size - found + 1) + lgamma(size - of + 1) - lgamma(size - found - of + 1) - lgamma(size + 1))
