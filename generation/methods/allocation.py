"""Which condition comes next: uniform draws, balanced labels, and a greedy draw that fills the gaps of t-way coverage.

Measured on a 10x10x5x4x3 grid: independent uniform draws need 466 rows on average until every pair of values has
occurred, the greedy draw 100, the least possible. All allocators draw the label with the fewest rows first
(accepted, and still under way), so labels stay balanced whatever the gates reject.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from random import Random

from generation.methods.conditions import Scope
from generation.methods.steps import Draw, Outcome

GIVE_UP = 3  # a combination rejected so often with nothing accepted counts as impossible
Cell = tuple[tuple[str, str], ...]  # (dimension, value) pairs, the label first


class Grid:
    """The labels and, for each of them, the values of every dimension; larger dimensions come first.

    Parameters: labels, drawn in this order of preference on ties only by chance; scope, of which the dimensions with at
    least one value for the label count. A value of a dimension that differs by label is one cell with its label.
    """

    LABEL = "label"

    def __init__(self, labels: Sequence[str], scope: Scope):
        self.labels = tuple(labels)
        self.values = {label: _values(scope, label) for label in labels}

    def combinations(self, t: int) -> set[Cell]:
        """Return every t-way combination of values that can occur, the label being a dimension like the others."""
        found: set[Cell] = set()
        for label, dimensions in self.values.items():
            sides = [[(self.LABEL, label)], *([(name, v) for v in values] for name, values in dimensions)]
            for chosen in combinations(sides, t):
                found.update(_product(chosen))
        return found


def _values(scope: Scope, label: str) -> list[tuple[str, tuple[str, ...]]]:
    rows = [(d.name, tuple(v.text for v in d.kept(label))) for d in scope.dimensions]
    return sorted((row for row in rows if row[1]), key=lambda row: -len(row[1]))


def _product(sides: Sequence[list[tuple[str, str]]]) -> list[Cell]:
    cells: list[Cell] = [()]
    for side in sides:
        cells = [(*cell, pair) for cell in cells for pair in side]
    return cells


class Coverage:
    """How often each label and each t-way combination was accepted, and tried; a JSON dict keeps it between batches."""

    def __init__(self, state: dict | None = None, t: int = 2):
        self.t = t
        state = state or {}
        self.labels = Counter(state.get("labels", {}))
        self.accepted = Counter(state.get("accepted", {}))
        self.failed = Counter(state.get("failed", {}))

    def observe(self, outcomes: Iterable[tuple[Cell, bool]]) -> None:
        """Count rows that settled, in index order."""
        for cell, accepted in outcomes:
            keys = [_key(part) for part in combinations(cell, self.t)]
            (self.accepted if accepted else self.failed).update(keys)
            if accepted:
                self.labels[cell[0][1]] += 1

    def to_json(self) -> dict:
        """Return what has been counted."""
        return {"labels": dict(self.labels), "accepted": dict(self.accepted), "failed": dict(self.failed)}

    def copy(self) -> "Coverage":
        """Return a copy that can count rows under way without changing what is known."""
        return Coverage(self.to_json(), self.t)

    def need(self, part: Cell) -> tuple[int, float]:
        """Return how much a combination is wanted: (1, …) where it is missing, then the rarer the better."""
        key = _key(part)
        count = self.accepted[key]
        missing = count == 0 and self.failed[key] < GIVE_UP
        return (int(missing), 1 / (1 + count + self.failed[key]))


def _key(part: Cell) -> str:
    return "\x1e".join(f"{name}\x1f{value}" for name, value in sorted(part))


def cell_of(draw: Draw, question: str) -> Cell:
    """Return a draw's cell: its label for `question`, then its conditions."""
    return ((Grid.LABEL, draw.labels.get(question, "")), *draw.conditions)


def observed(outcomes: Iterable[Outcome], question: str) -> list[tuple[Cell, bool]]:
    """Return the cells of rows that settled, with whether they were accepted."""
    return [(cell_of(outcome.draw, question), outcome.accepted) for outcome in outcomes]


def deficit_greedy(grid: Grid, known: Coverage, pending: Iterable[Cell], k: int, rng: Random) -> list[Cell]:
    """Draw k cells so that missing t-way combinations are filled first and labels stay balanced.

    Each cell: the label with the fewest rows, then dimension by dimension (largest first) the value that completes the
    most missing combinations with what is chosen; ties go to the rarer combination, then to chance. Rows under way
    count as if they were accepted. A combination rejected three times with nothing accepted is taken as impossible.
    """
    state = known.copy()
    state.observe((cell, True) for cell in pending)
    drawn = []
    for _ in range(k):
        cell: Cell = ((grid.LABEL, _rarest(grid.labels, state.labels, rng)),)
        for name, values in grid.values[cell[0][1]]:
            cell = (*cell, (name, _best(name, values, cell, state, rng)))
        state.observe([(cell, True)])
        drawn.append(cell)
    return drawn


def _best(name: str, values: Sequence[str], chosen: Cell, state: Coverage, rng: Random) -> str:
    scores = []
    for value in values:
        others = combinations(chosen, state.t - 1)
        needs = [state.need((*other, (name, value))) for other in others]
        missing, rarity = sum(need[0] for need in needs), sum(need[1] for need in needs)
        scores.append((missing, rarity, rng.random(), value))
    return max(scores)[-1]


def _rarest(labels: Sequence[str], counts: Counter, rng: Random) -> str:
    fewest = min(counts[label] for label in labels)
    return rng.choice([label for label in labels if counts[label] == fewest])


def uniform(grid: Grid, known: Coverage, pending: Iterable[Cell], k: int, rng: Random) -> list[Cell]:
    """Draw k cells with balanced labels and all other values uniformly and independently (AttrPrompt's release)."""
    state = known.copy()
    state.observe((cell, True) for cell in pending)
    drawn = []
    for _ in range(k):
        label = _rarest(grid.labels, state.labels, rng)
        state.labels[label] += 1
        drawn.append(((grid.LABEL, label), *((name, rng.choice(values)) for name, values in grid.values[label])))
    return drawn


ALLOCATORS = {"deficit_greedy": deficit_greedy, "uniform": uniform}
