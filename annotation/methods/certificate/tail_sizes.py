"""Where the nested tails of a risk order end. Standard library only: web processes stream archives."""

from math import ceil

CUTS = 50


def tail_sizes(population: int, cuts: int = CUTS) -> list[int]:
    """Rows of each nested tail, the smallest first, the last all rows; fewer than `cuts` where there are fewer rows."""
    return sorted({ceil(population * place / cuts) for place in range(1, cuts + 1)} - {0})
