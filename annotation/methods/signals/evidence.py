"""What the signals are made from: one row a sample, all in one order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from annotation.methods.columns import GRADES, OTHER_LABELS, checked
from annotation.methods.opinions import further_opinions
from annotation.methods.signals.vocabulary import Vocabulary
from generation.methods.students.dynamics import Dynamics
from generation.methods.students.neighbours import Neighbours


@dataclass(frozen=True)
class Said:
    """What a signal says: `values` in [0, 1] by sample, NaN where it says nothing.

    `details` are columns as long as `values`: the numbers of the sentence that explains a value (words.SENTENCES).
    """

    values: pd.Series
    details: Mapping[str, Sequence] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What is known of the rows beside labels and texts; an empty array: nothing of any row.

    `source` is who gave the label in use. `logprob` and `verbalised` are the model's confidence in it by token
    probabilities and in its own words, `likelihood` the mean log-probability of a text's tokens when it was written,
    `contrast` how much likelier the text is under its own label's prompt than under the mean one (log). `benchmark`:
    the row is of the set that others are tested on.
    """

    source: np.ndarray
    logprob: np.ndarray
    verbalised: np.ndarray
    likelihood: np.ndarray
    contrast: np.ndarray
    benchmark: np.ndarray

    @classmethod
    def nothing(cls, rows: int) -> "Facts":
        unknown = np.full(rows, np.nan)
        return cls(np.full(rows, None), unknown, unknown, unknown, unknown, np.zeros(rows, dtype=bool))


@dataclass(frozen=True)
class Evidence:
    """Everything known of the rows.

    `given` is the number of the machine label among `classes`, -1 where there is none; a signal says nothing there.
    The three (rows, classes) tables are out of fold and NaN where nothing can be said: the `student` on words and
    characters, the `second` one on the reduced view, and the shares among the `neighbours`. `confidence` is the LLM's
    own (NaN: none); `other_labels` (sample, source, label, probability) are those of other sources.

    `near` are the neighbours themselves and `known` the labels that the student learns (-1: none), `dynamics` what it
    gave the label while it learned, `harm` by how much a row raises the loss on others. `groups` number near-duplicates
    by their first row. `names` says what each label is called in texts, `sources` of which model and form of prompt a
    source is. `grades` (sample, dimension, label, score, reason) are what models said when they graded rows.
    """

    samples: pd.Index
    classes: list[str]
    given: np.ndarray
    confidence: np.ndarray
    student: np.ndarray
    second: np.ndarray
    neighbours: np.ndarray
    other_labels: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(OTHER_LABELS)))
    near: Neighbours | None = None
    known: np.ndarray | None = None
    dynamics: Dynamics | None = None
    harm: np.ndarray | None = None
    texts: Sequence[str] = ()
    groups: np.ndarray | None = None
    facts: Facts | None = None
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    grades: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(GRADES)))

    def of_given(self, table: np.ndarray) -> np.ndarray:
        """The entry of the given label in each row; NaN without a label."""
        if not self.classes:
            return np.full(len(self.given), np.nan)
        values = table[np.arange(len(self.given)), np.maximum(self.given, 0)]
        return np.where(self.given >= 0, values, np.nan)

    def best_other(self, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of each row the highest entry of another label than the given one, and whose it is; NaN and -1: none."""
        rows = np.arange(len(self.given))
        if len(self.classes) < 2:
            return np.full(len(rows), np.nan), np.full(len(rows), -1)
        others = np.where(np.isnan(table), -np.inf, table)
        others[rows, np.maximum(self.given, 0)] = -np.inf
        best = others.argmax(axis=1)
        said = (self.given >= 0) & np.isfinite(others[rows, best])
        return np.where(said, others[rows, best], np.nan), np.where(said, best, -1)

    def likeliest(self) -> tuple[np.ndarray, np.ndarray]:
        """The student's likeliest class of each row and its probability; -1 and NaN where it says nothing."""
        said = ~np.isnan(self.student).any(axis=1) & bool(self.classes)
        best, probability = np.full(len(self.given), -1), np.full(len(self.given), np.nan)
        if said.any():
            best[said], probability[said] = self.student[said].argmax(axis=1), self.student[said].max(axis=1)
        return best, probability

    def named(self, numbers: np.ndarray) -> np.ndarray:
        """The labels of class numbers, as objects; None for -1."""
        return np.array([*self.classes, None], dtype=object)[numbers]

    def said(self, values: np.ndarray, **details: Sequence) -> Said:
        return Said(pd.Series(np.clip(values, 0, 1), index=self.samples, dtype=float), details)

    @property
    def nothing(self) -> np.ndarray:
        return np.full(len(self.given), np.nan)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Which words stand in which texts; read once for all signals that ask."""
        return Vocabulary.of(self.texts)

    @cached_property
    def opinions(self) -> pd.DataFrame:
        """(sample, row, source, asker, label) of further opinions on rows with a label (`further_opinions`); labels as
        numbers, -2 for none.

        Who asked is the model and the form where they are known (`sources`), else the source itself.
        """
        others = checked(self.other_labels, OTHER_LABELS).dropna(subset=["label"])
        others = others[others["sample"].isin(self.samples)]
        rows = pd.Series(np.arange(len(self.samples)), index=self.samples)
        labels = {label: number for number, label in enumerate(self.classes)}
        table = pd.DataFrame(
            {
                "sample": others["sample"],
                "row": rows.reindex(others["sample"]).to_numpy(dtype=np.int64),
                "source": others["source"],
                "label": others["label"].map(labels).fillna(-2).to_numpy(dtype=np.int64),
            }
        )
        table = table[self.given[table["row"].to_numpy()] >= 0]
        in_use = pd.Series(self.facts.source if self.facts else None, index=self.samples, dtype=object)
        found = further_opinions(table, in_use, self._numbered_askers([*table["source"].unique(), *in_use.unique()]))
        return found[["sample", "row", "source", "asker", "label"]]

    def _numbered_askers(self, sources: Iterable[str | None]) -> dict[str, int]:
        askers: dict[object, int] = {}
        return {one: askers.setdefault(self.sources.get(one, one), len(askers)) for one in sources if one is not None}
