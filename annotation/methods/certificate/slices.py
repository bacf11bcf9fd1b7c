"""Which parts of a snapshot have a bound of their own: chosen from the sizes at the freeze and nothing that came later.

All bounds of a snapshot's parts share one risk, so each further part widens the others; a part of a few rows has
nothing to promise. Standard library only.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

MOST_LABELS = 40
MOST_VALUES = 20  # of a condition: one with more has a value a row or so, a persona say
LEAST_ROWS = 50  # fewer never come below 50 % before half of them are answered
MOST_CONDITIONS = 60

Condition = tuple[str, str]  # its name and a value of it


@dataclass(frozen=True)
class Slices:
    """The parts that have a bound, and how many labels and values of each condition have none."""

    labels: tuple[str, ...]
    conditions: tuple[Condition, ...]
    other_labels: int
    other_values: dict[str, int]

    def __len__(self) -> int:
        return len(self.labels) + len(self.conditions)


def choose_slices(labels: Mapping[str, int], conditions: Mapping[Condition, int]) -> Slices:
    """The labels and the values of conditions that have a bound of their own.

    Parameters
    ----------
    labels : frozen label -> rows.
    conditions : (name, value) of a condition -> rows.

    Returns
    -------
    Slices: the largest 40 labels, and the largest 60 values with 50 rows or more of conditions that have 20 values at
    most; equal sizes in the order of their names, so the choice is the same whenever it is made.

    Reference: slices fixed at the freeze share a risk, methods/human.md 9.9.
    """
    values = Counter(name for name, _value in conditions)
    large = {one: n for one, n in conditions.items() if values[one[0]] <= MOST_VALUES and n >= LEAST_ROWS}
    chosen = _largest(large, MOST_CONDITIONS)
    kept = _largest(labels, MOST_LABELS)
    left = values - Counter(name for name, _value in chosen)
    return Slices(kept, chosen, len(labels) - len(kept), dict(sorted(left.items())))


def _largest(sizes: Mapping, most: int) -> tuple:
    return tuple(sorted(sizes, key=lambda one: (-sizes[one], one))[:most])
