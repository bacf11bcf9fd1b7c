"""Answers of many annotators as numbers: what every method of aggregation starts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from annotation.methods.agreement.coefficient import sorted_codes
from annotation.methods.columns import LABELS, checked


@dataclass(frozen=True)
class Answers:
    """One entry an answer: the positions of its `item`, `annotator` and `label` in the sorted lists of the same names.

    An annotator who answers an item twice counts twice. `gold` is (items,): the position of the known label, -1 where
    none is known. Items of which nobody said anything stay, without votes.
    """

    items: list
    annotators: list
    labels: list
    item: np.ndarray
    annotator: np.ndarray
    label: np.ndarray
    gold: np.ndarray

    @cached_property
    def votes(self) -> np.ndarray:
        """(items, labels): how many answers each label has."""
        cells = np.bincount(self.item * len(self.labels) + self.label, minlength=len(self.items) * len(self.labels))
        return cells.reshape(len(self.items), len(self.labels)).astype(float)

    @cached_property
    def shares(self) -> np.ndarray:
        """(items, labels): shares of the votes; for an item without any, those of all answers."""
        total = self.votes.sum(axis=1, keepdims=True)
        overall = self.votes.sum(axis=0) / max(1.0, self.votes.sum())
        return np.divide(self.votes, total, out=np.tile(overall, (len(self.items), 1)), where=total > 0)

    @cached_property
    def said(self) -> csr_matrix:
        """(items, annotators x labels): how often each annotator gave each label to each item."""
        column = self.annotator * len(self.labels) + self.label
        shape = (len(self.items), len(self.annotators) * len(self.labels))
        return csr_matrix((np.ones(len(column)), (self.item, column)), shape=shape)

    @cached_property
    def _heard(self) -> csr_matrix:
        return self.said.T.tocsr()

    @cached_property
    def per_annotator(self) -> np.ndarray:
        return np.bincount(self.annotator, minlength=len(self.annotators)).astype(float)

    def counts(self, posterior: np.ndarray) -> np.ndarray:
        """(annotators, given labels, true labels): answers by what the items are expected to be."""
        return (self._heard @ posterior).reshape(len(self.annotators), len(self.labels), len(self.labels))

    def with_gold(self, posterior: np.ndarray) -> np.ndarray:
        """The posterior with the rows of known items put to what they are."""
        known = np.flatnonzero(self.gold >= 0)
        if len(known):
            posterior = posterior.copy()
            posterior[known] = np.eye(len(self.labels))[self.gold[known]]
        return posterior


def read_answers(labels: pd.DataFrame, gold: Mapping[Any, Any] | None = None) -> Answers:
    """Return labels(item, annotator, label) as numbers; a row without a label is an item nobody spoke of.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer. gold : {item: label} of items that are known, or None; items
        without any row are left out, a label that nobody gave counts as one all the same.
    """
    table, gold = checked(labels, LABELS), dict(gold or {})
    items, _rows = sorted_codes(table["item"])
    place = {item: position for position, item in enumerate(items)}
    gold = {item: label for item, label in gold.items() if item in place}
    given = table.dropna(subset=["label"])
    names, _codes = sorted_codes(pd.concat([given["label"], pd.Series(list(gold.values()), dtype=object)]))
    number = {name: position for position, name in enumerate(names)}
    annotators, annotator = sorted_codes(given["annotator"])
    known = np.full(len(items), -1)
    for item, label in gold.items():
        known[place[item]] = number[label]
    codes = given["item"].map(place), given["label"].map(number)
    item, label = (column.to_numpy(dtype=np.int64, copy=True) for column in codes)
    return Answers(items, annotators, names, item, annotator, label, known)
