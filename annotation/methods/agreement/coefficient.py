"""What every coefficient of agreement returns, and the table of counts that most are made from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotation.methods.columns import last_answers

NO_PAIRS = "needs two annotators on one item"
NO_VARIATION = "no variation"


@dataclass(frozen=True)
class Coefficient:
    """A value with its interval, or None with the reason why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    items: int = 0
    answers: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Counts:
    """How many annotators gave each label to each item, for items that two or more answered.

    `cells` is (items, labels); rows follow `items`, columns follow `labels` in sorted order.
    """

    items: list
    labels: list
    cells: np.ndarray

    @property
    def per_item(self) -> np.ndarray:
        return self.cells.sum(axis=1)


def count_answers(labels: pd.DataFrame) -> Counts:
    """Count labels(item, annotator, label) into a table; items with fewer than two answers are left out."""
    answers = last_answers(labels)
    answers = answers[answers.groupby("item")["item"].transform("size") >= 2]
    items, rows = sorted_codes(answers["item"])
    values, columns = sorted_codes(answers["label"])
    cells = np.bincount(rows * len(values) + columns, minlength=len(items) * len(values)) if items else np.zeros(0)
    return Counts(items, values, cells.reshape(len(items), len(values)).astype(float))


def sorted_codes(values: pd.Series) -> tuple[list, np.ndarray]:
    """Return the distinct values in order and, for each row, the position of its value."""
    distinct = list(pd.unique(values))
    try:
        distinct = sorted(distinct)
    except TypeError:  # numbers and text in one column
        distinct = sorted(distinct, key=lambda value: (type(value).__name__, str(value)))
    positions = {value: position for position, value in enumerate(distinct)}
    return distinct, values.map(positions).to_numpy(dtype=np.int64, copy=True)


def ratio(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """`1 - observed / expected`, NaN where nothing was expected to differ."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)
