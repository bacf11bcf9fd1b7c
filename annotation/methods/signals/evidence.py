"""What the signals are made from: one row a sample, all in one order."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from annotation.methods.columns import OTHER_LABELS


@dataclass(frozen=True)
class Evidence:
    """Everything known of the rows.

    `given` is the number of the machine label among `classes`, -1 where there is none; a signal says nothing there.
    The three (rows, classes) tables are out of fold and NaN where nothing can be said: the `student` on words and
    characters, the `second` one on the reduced view, and the shares among the `neighbours`. `confidence` is the LLM's
    own (NaN: none); `other_labels` (sample, source, label, probability) are those of other sources.
    """

    samples: pd.Index
    classes: list[str]
    given: np.ndarray
    confidence: np.ndarray
    student: np.ndarray
    second: np.ndarray
    neighbours: np.ndarray
    other_labels: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(OTHER_LABELS)))

    def of_given(self, table: np.ndarray) -> np.ndarray:
        """The entry of the given label in each row; NaN without a label."""
        if not self.classes:
            return np.full(len(self.given), np.nan)
        values = table[np.arange(len(self.given)), np.maximum(self.given, 0)]
        return np.where(self.given >= 0, values, np.nan)

    def likeliest(self) -> tuple[np.ndarray, np.ndarray]:
        """The student's likeliest class of each row and its probability; -1 and NaN where it says nothing."""
        said = ~np.isnan(self.student).any(axis=1) & bool(self.classes)
        best, probability = np.full(len(self.given), -1), np.full(len(self.given), np.nan)
        if said.any():
            best[said], probability[said] = self.student[said].argmax(axis=1), self.student[said].max(axis=1)
        return best, probability

    def series(self, values: np.ndarray) -> pd.Series:
        return pd.Series(np.clip(values, 0, 1), index=self.samples, dtype=float)
