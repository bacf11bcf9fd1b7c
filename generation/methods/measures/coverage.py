"""COV-t: how much of the grid of conditions the accepted samples fill."""

from collections.abc import Iterable
from itertools import combinations

from generation.methods.allocation import Cell, Grid


def coverage(grid: Grid, cells: Iterable[Cell], t: int = 2, *, impossible: Iterable[Cell] = ()) -> float:
    """The share of t-way combinations of values that can occur and do, in [0, 1]; the label is a dimension too.

    Parameters
    ----------
    grid : knows which values go with which label. cells : those of the accepted samples, (dimension, value) pairs.
    impossible : combinations that exclude each other, of any length; what contains one is left out of the grid.

    A grid without any combination: 1.0. What was accepted outside the grid does not count.
    """
    excluded = [frozenset(pairs) for pairs in impossible]
    possible = {frozenset(part) for part in grid.combinations(t)}
    possible = {part for part in possible if not any(pairs <= part for pairs in excluded)}
    seen = {frozenset(part) for cell in cells for part in combinations(cell, t)}
    return len(seen & possible) / len(possible) if possible else 1.0
