"""What every coefficient of agreement returns, and the table of counts that most are made from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from annotation.methods.agreement.patterns import patterns
from annotation.methods.columns import last_answers

NO_PAIRS = "needs two annotators on one item"
NO_VARIATION = "no variation"
TOO_MANY = "too many different answers for their distances"


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
    """How many annotators gave each label, one row a pattern: items with the same answers, whoever gave them, are one.

    `cells` is (patterns, labels), sparse, for each of thousands of texts may be a label of its own; columns follow
    `labels` in sorted order. `times` is how many items show each pattern.
    """

    labels: list
    cells: csr_array
    times: np.ndarray

    @property
    def per_item(self) -> np.ndarray:
        return np.asarray(self.cells.sum(axis=1)).ravel()

    @property
    def items(self) -> int:
        return int(self.times.sum())

    @property
    def answers(self) -> int:
        return int(self.times @ self.per_item)


def count_answers(labels: pd.DataFrame, *, least: int = 2) -> Counts:
    """Count labels(item, annotator, label); items with fewer than `least` answers are left out."""
    answers = last_answers(labels)
    items = pd.factorize(answers["item"])[0]
    answers = answers[np.bincount(items)[items] >= least] if len(items) else answers
    values, columns = sorted_codes(answers["label"])
    found = patterns(pd.factorize(answers["item"])[0], columns)
    shape = (len(found.times), len(values))
    cells = csr_array((np.ones(len(found.rows)), (found.of, columns[found.rows])), shape=shape)
    return Counts(values, cells, found.times)


def equal_pairs(counts: Counts) -> np.ndarray:
    """Of each pattern of two or more answers the share of its pairs that are equal."""
    m = counts.per_item
    return (squares(counts.cells) - m) / (m * (m - 1))


def squares(cells: csr_array) -> np.ndarray:
    return np.asarray(cells.multiply(cells).sum(axis=1)).ravel()


def sorted_codes(values: pd.Series) -> tuple[list, np.ndarray]:
    """Return the distinct values in order and, for each row, the position of its value."""
    codes, distinct = pd.factorize(values.to_numpy())
    try:
        order = sorted(range(len(distinct)), key=lambda place: distinct[place])
    except TypeError:  # numbers and text in one column
        order = sorted(range(len(distinct)), key=lambda place: (type(distinct[place]).__name__, str(distinct[place])))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return [distinct[place] for place in order], places[codes]


def ratio(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """`1 - observed / expected`, NaN where nothing was expected to differ."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)
