"""What a selector chooses from, what is wanted, and what it hands back.

Every selector is `select(pool, want, k, rng, *, …) -> list[Chosen]`; the table of them is in registry.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.sparse import csr_matrix

_WITHOUT = {"labels": "", "uses": 0, "machine": False}


@dataclass(frozen=True, eq=False)
class Pool:
    """The rows to choose from, in the order of their ids: no selector can depend on the order in which they came.

    Parameters
    ----------
    ids : unique; compared as text. All else has one entry a row, and what nobody asks about is left out.
    labels : "" where there is none. vectors : (rows, dimensions), dense or sparse, of unit length (or zero).
    tokens : length when shown. uses : how often it was shown or extended before. machine : made by a model.
    groups : its leaf or its cluster. complexity : steps of its reasoning. quality : the higher the better.
    confidence : how sure the model was of its prediction, on any scale that grows with it.

    Raises ValueError where ids repeat or a column has another length.
    """

    ids: np.ndarray
    labels: np.ndarray | None = None
    vectors: np.ndarray | csr_matrix | None = None
    tokens: np.ndarray | None = None
    uses: np.ndarray | None = None
    machine: np.ndarray | None = None
    groups: np.ndarray | None = None
    complexity: np.ndarray | None = None
    quality: np.ndarray | None = None
    confidence: np.ndarray | None = None

    def __post_init__(self):
        ids = np.asarray(self.ids, dtype=str)
        order = np.argsort(ids)
        if len(np.unique(ids)) < len(ids):
            raise ValueError("the ids of a pool repeat")
        for name in (column.name for column in fields(self)):
            given = ids if name == "ids" else getattr(self, name)
            if given is None and name in _WITHOUT:
                given = np.full(len(ids), _WITHOUT[name])
            if given is None:
                continue
            rows = given.tocsr() if hasattr(given, "tocsr") else np.asarray(given)
            if rows.shape[0] != len(ids):
                raise ValueError(f"{name} has {rows.shape[0]} rows, the pool {len(ids)}")
            object.__setattr__(self, name, rows[order])

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: np.ndarray) -> "Pool":
        """Return the pool of these rows: positions or a mask."""
        columns = {column.name: getattr(self, column.name) for column in fields(self)}
        return Pool(**{name: None if given is None else given[rows] for name, given in columns.items()})

    def of_label(self, label: str) -> np.ndarray:
        """Return the positions of the rows with this label; of all for ''."""
        return np.flatnonzero(self.labels == label) if label else np.arange(len(self))


@dataclass(frozen=True, eq=False)
class Want:
    """What the rows are chosen for; a selector reads what it needs.

    Parameters
    ----------
    label, group : the only ones to choose from; '' for all. query : vector of the condition's text, of the item to
    label or of the parent sample. tokens : budget of all that is shown together. turn : number of the prompt in its
    run. shown : vectors of what was generated before. reference : a second pool, held out or learned from.
    labelled : ids that were chosen before.
    """

    label: str = ""
    group: str = ""
    query: np.ndarray | csr_matrix | None = None
    tokens: int | None = None
    turn: int = 0
    shown: np.ndarray | csr_matrix | None = None
    reference: Pool | None = None
    labelled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """A row that was chosen: its id, the number that decided (None for chance), and why, for the record."""

    id: str
    score: float | None
    why: str


def chosen(pool: Pool, rows: Sequence[int], why: str, scores: np.ndarray | None = None) -> list[Chosen]:
    """Return the rows at these positions in this order; `scores` has one entry a row of the pool."""
    return [Chosen(str(pool.ids[row]), None if scores is None else float(scores[row]), why) for row in rows]


def class_numbers(labels: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Return the position of each label in the sorted `names`, -1 for ''."""
    return np.where(labels == "", -1, np.searchsorted(names, labels))
