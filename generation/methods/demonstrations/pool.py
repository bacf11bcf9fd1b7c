"""What a selector chooses from, what is wanted, and what it hands back.

Every selector is `select(pool, want, k, rng, *, …) -> list[Chosen]`; what recipes call them and set of them is in
selectors.py. Only vectors are arrays, so that drawing by chance needs no numpy.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

_WITHOUT = {"labels": "", "uses": 0, "machine": False}


@dataclass(frozen=True, eq=False)
class Pool:
    """The rows to choose from, in an order of their own: no selector can depend on the order in which they came.

    Parameters
    ----------
    ids : unique. All else has one entry a row, and what nobody asks about is left out.
    keys : what the rows are ordered and shuffled by: where it follows from what they say, the same samples are drawn
    whatever ids a database gave them. Without it that is the ids, 9 before 10.
    labels : "" where there is none. vectors : (rows, dimensions), dense or sparse, of unit length (or zero).
    tokens : length when shown. uses : how often it was shown or extended before. machine : made by a model.
    groups : its leaf or its cluster. complexity : steps of its reasoning. quality : the higher the better.
    confidence : how sure the model was of its prediction, on any scale that grows with it.

    Raises ValueError where ids repeat or a column has another length.
    """

    ids: Sequence[str]
    labels: Sequence[str] | None = None
    vectors: "np.ndarray | csr_matrix | None" = None
    tokens: Sequence[int] | None = None
    uses: Sequence[int] | None = None
    machine: Sequence[bool] | None = None
    groups: Sequence[str | int] | None = None
    complexity: Sequence[float] | None = None
    quality: Sequence[float] | None = None
    confidence: Sequence[float] | None = None
    keys: Sequence[str] | None = None

    def __post_init__(self):
        ids = [str(name) for name in self.ids]
        if len(set(ids)) < len(ids):
            raise ValueError("the ids of a pool repeat")
        own = {"ids": ids, "keys": ids if self.keys is None else self.keys}
        ranks = [(len(name), name) for name in ids] if self.keys is None else list(zip(self.keys, ids, strict=True))
        order = sorted(range(len(ids)), key=ranks.__getitem__)
        for name in (column.name for column in fields(self)):
            given = own[name] if name in own else getattr(self, name)
            if given is None and name in _WITHOUT:
                given = [_WITHOUT[name]] * len(ids)
            if given is None:
                continue
            size = given.shape[0] if name == "vectors" else len(given)
            if size != len(ids):
                raise ValueError(f"{name} has {size} rows, the pool {len(ids)}")
            object.__setattr__(self, name, _rows(given, order))

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[int]) -> "Pool":
        """Return the pool of the rows at these positions."""
        columns = {column.name: getattr(self, column.name) for column in fields(self)}
        return Pool(**{name: None if given is None else _rows(given, rows) for name, given in columns.items()})

    def labelled(self) -> "Pool":
        """Return the pool of the rows that have a label."""
        return self.take([row for row, label in enumerate(self.labels) if label])

    def of_label(self, label: str) -> list[int]:
        """Return the positions of the rows with this label; of all for ''."""
        return [row for row, own in enumerate(self.labels) if own == label] if label else list(range(len(self)))

    def used(self, times: Mapping[str, int]) -> "Pool":
        """Return the same pool with other uses, by id."""
        pool = copy(self)
        object.__setattr__(pool, "uses", tuple(times.get(name, 0) for name in self.ids))
        return pool


@dataclass(frozen=True, eq=False)
class Want:
    """What the rows are chosen for; a selector reads what it needs.

    Parameters
    ----------
    label, group : the only ones to choose from; '' for all. query : vector of the condition's text, of the item to
    label or of the parent sample. tokens : budget of all that is shown together. turn : number of the prompt in its
    run. shown : vectors of what was generated before. near : instead, of each row of the pool its highest cosine to
    these. reference : a second pool, held out or learned from.
    labelled : ids that were chosen before.
    """

    label: str = ""
    group: str = ""
    query: "np.ndarray | csr_matrix | None" = None
    tokens: int | None = None
    turn: int = 0
    shown: "np.ndarray | csr_matrix | None" = None
    near: "np.ndarray | None" = None
    reference: Pool | None = None
    labelled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """A row that was chosen: its id, the number that decided (None for chance), and why, for the record."""

    id: str
    score: float | None
    why: str


def chosen(pool: Pool, rows: Sequence[int], why: str, scores: Sequence[float] | None = None) -> list[Chosen]:
    """Return the rows at these positions in this order; `scores` has one entry a row of the pool."""
    return [Chosen(pool.ids[row], None if scores is None else float(scores[row]), why) for row in rows]


def _rows(given, rows: Sequence[int]):
    """The rows at these positions, of a matrix or of any other column."""
    if getattr(given, "ndim", 1) == 1:
        return tuple(given[row] for row in rows)
    return (given.tocsr() if hasattr(given, "tocsr") else given)[rows]
