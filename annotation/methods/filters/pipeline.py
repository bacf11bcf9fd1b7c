"""Several filters one after the other: each judges what those before it have left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.methods.filters.decision import DROP, KEEP, UNDECIDED, Decision
from annotation.methods.filters.registry import FILTERS


@dataclass(frozen=True)
class Step:
    """One filter of a pipeline, and on which rows it decided: `rows` are positions, `decision` is as long."""

    filter: str
    rows: np.ndarray
    decision: Decision


@dataclass(frozen=True)
class Filtered:
    """`verdicts` (rows,) of all steps together, and `by` (rows,): which step dropped a row or left it open; -1: none.

    A row that one filter cannot judge goes on to the next ones, which may drop it; undecided is what no filter drops
    and one could not judge.
    """

    verdicts: np.ndarray
    by: np.ndarray
    steps: list[Step]

    def reason(self, row: int) -> dict | None:
        """The reason of one row as {text, values}; None for a row that is kept."""
        if self.by[row] < 0:
            return None
        step = self.steps[self.by[row]]
        return step.decision.reason(int(np.searchsorted(step.rows, row)))


def filtered(
    chosen: Iterable[tuple[str, Mapping[str, Any]]], columns: Mapping[str, Any], labels: np.ndarray
) -> Filtered:
    """Run filters in order: (id, settings) each.

    A share "of each label" is of the rows that are left when the filter's turn comes, so the order matters, and two
    filters that each drop a tenth drop a fifth at most.

    Parameters
    ----------
    columns : name -> one entry a row: arrays, (rows,) or (rows, classes), or lists. labels : class numbers, -1: none.

    No rows: nothing is decided. Raises KeyError for an unknown filter, ValueError as `FilterMethod.keep` does.
    """
    verdicts, by, steps = np.full(len(labels), KEEP, dtype=np.int8), np.full(len(labels), -1), []
    for place, (name, settings) in enumerate(chosen):
        rows = np.flatnonzero(verdicts != DROP)
        some = {column: _at(values, rows) for column, values in columns.items()}
        decision = FILTERS[name].keep(some, labels[rows], **settings)
        steps.append(Step(name, rows, decision))
        verdicts[rows[decision.dropped]], by[rows[decision.dropped]] = DROP, place
        fresh = rows[decision.undecided & (verdicts[rows] == KEEP)]
        verdicts[fresh], by[fresh] = UNDECIDED, place
    return Filtered(verdicts, by, steps)


def _at(values: Any, rows: np.ndarray) -> Any:
    return values[rows] if isinstance(values, np.ndarray) else [values[row] for row in rows]
