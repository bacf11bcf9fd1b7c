"""What a weighting method is given, and what it gives back."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

CLEAN, TARGET_SHARES, TARGET_ROWS = "clean", "target_shares", "target_rows"


@dataclass(frozen=True)
class Clean:
    """Rows whose labels people have checked, in the feature space of the lesson; `labels` are class numbers."""

    rows: Any
    labels: np.ndarray


@dataclass(frozen=True)
class Lesson:
    """What a student is to learn from, and what is known beside it.

    `rows` (rows, dimensions), dense or sparse; `labels` class numbers among `classes`, -1 where there is none. `clean`
    are rows that people checked; they must be no rows of a final test. `target_rows` are texts without labels as the
    student will meet them, in the same space; `target_shares` says how common each label is there, by its name.
    """

    rows: Any
    labels: np.ndarray
    classes: list[str]
    clean: Clean | None = None
    target_rows: Any = None
    target_shares: dict[str, float] | None = None
    random_state: int = 0


@dataclass(frozen=True)
class Raw:
    """Weights of a lesson's rows before they are levelled, with notes: {text, values}, an English sentence each."""

    values: np.ndarray
    notes: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Weights:
    """A weight for each row: at least 0, NaN for a row without a label; all are NaN where the method was `refused`.

    `notes` and `refused` are {text, values}: an English sentence with %(name)s places and what stands there.
    `effective` is Kish's effective number of rows, None where nothing was weighed.
    """

    values: np.ndarray
    notes: list[dict] = field(default_factory=list)
    refused: dict | None = None
    effective: float | None = None


def effective_size(values: np.ndarray) -> float:
    """`(sum w)^2 / sum w^2`: as many rows of equal weight would tell as much; 0 without any weight.

    Reference: Kish, "Survey Sampling" (1965).
    """
    square = float(np.sum(np.square(values)))
    return float(np.sum(values)) ** 2 / square if square > 0 else 0.0
