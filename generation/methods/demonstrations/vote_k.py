"""What people should label first: typical items that are not alike (fast vote-k)."""

from collections.abc import Sequence
from random import Random

import numpy as np
from scipy.sparse import csr_matrix

from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.vectors import dense_view
from generation.methods.students.neighbours import BLOCK, DUPLICATE_FROM, nearest

NEIGHBOURS = 150
RHO = 10
DIGITS = 12  # of a score: what differs by less is equal, whatever order it was added up in


class Votes:
    """The votes of a pool of different rows: each for its nearest neighbours, less with every choice that it got.

    Parameters
    ----------
    graph : (voters, voted for), 1 where a row is among the voter's neighbours.
    """

    def __init__(self, graph: csr_matrix, rho: float = RHO):
        self.graph, self.rho = graph.tocsr(), rho
        self.received = np.zeros(graph.shape[0], dtype=int)
        self.chosen = np.zeros(graph.shape[0], dtype=bool)

    def scores(self) -> np.ndarray:
        """Return score(u) = sum of rho^-h(v) over the voters v of u that are not chosen; -1 for a chosen u.

        h(v) counts the chosen rows that v voted for.
        """
        weights = np.where(self.chosen, 0, float(self.rho) ** -self.received)
        return np.where(self.chosen, -1, np.round(self.graph.T @ weights, DIGITS))

    def choose(self, row: int) -> None:
        """Count `row` as chosen."""
        self.chosen[row] = True
        self.received += self.graph[:, [row]].toarray()[:, 0].astype(int)

    def choose_best(self, rows: np.ndarray) -> tuple[int, float]:
        """Choose the row with the highest score among `rows`, the first of equal ones; return it and its score."""
        scores = self.scores()
        best = int(rows[np.argmax(scores[rows])])
        self.choose(best)
        return best, float(scores[best])


def votes_of(
    pool: Pool, labelled: Sequence[str], neighbours: int = NEIGHBOURS, rho: float = RHO
) -> tuple[np.ndarray, Votes]:
    """Return the positions of the pool's different rows and their votes, each for min(neighbours, rows / 10) others.

    Of rows with a cosine from .999 the first stands for all; the `labelled` ids count as chosen. Exact up to 20,000
    rows (8 seconds), see neighbours.nearest.
    """
    (view,) = dense_view(pool.vectors)
    view = np.ascontiguousarray(view, dtype=np.float32)
    first = _first_of_its_kind(view)
    different = np.unique(first)
    k = max(1, min(neighbours, len(different) // 10))
    found = nearest(view[different], k=k).positions
    voters, places = np.nonzero(found >= 0)
    size = (len(different), len(different))
    votes = Votes(csr_matrix((np.ones(len(voters)), (voters, found[voters, places])), shape=size), rho)
    for row in np.flatnonzero(np.isin(different, first[np.isin(pool.ids, [*labelled])])):
        votes.choose(row)
    return different, votes


def select(
    pool: Pool, want: Want, k: int, rng: Random, *, neighbours: int = NEIGHBOURS, rho: float = RHO
) -> list[Chosen]:
    """Return the k rows to label, in the order of choice: always the one with the most votes left; ties by id.

    Rows of `want.labelled` count as chosen first. Duplicates are left out, so there may be fewer than k. Nothing is
    drawn: `rng` is not used.

    Reference: Su et al., "Selective annotation makes language models better few-shot learners" (ICLR 2023).
    """
    different, votes = votes_of(pool, want.labelled, neighbours, rho)
    best = [votes.choose_best(np.arange(len(different))) for _ in range(min(k, int(np.sum(~votes.chosen))))]
    return [Chosen(pool.ids[different[row]], score, "votes") for row, score in best]


def _first_of_its_kind(view: np.ndarray) -> np.ndarray:
    first = np.arange(len(view))
    for start in range(0, len(view), BLOCK):
        same = view[start : start + BLOCK] @ view[: start + BLOCK].T >= DUPLICATE_FROM
        same = np.tril(same, start - 1)  # with earlier rows only
        again = np.flatnonzero(same.any(axis=1))
        first[start + again] = first[same[again].argmax(axis=1)]
    return first
