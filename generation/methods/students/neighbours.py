"""The nearest texts, and what their labels say."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import MiniBatchKMeans

NEIGHBOURS = 15
EXACT_UP_TO = 20_000
BLOCK = 1000
CELLS_SEARCHED = 8
DUPLICATE_FROM = 0.999


@dataclass(frozen=True)
class Neighbours:
    """For each row the `positions` of its nearest rows (-1: none) and their cosine `similarity` (0 where none)."""

    positions: np.ndarray
    similarity: np.ndarray


def nearest(view: np.ndarray, *, k: int = NEIGHBOURS, random_state: int = 0) -> Neighbours:
    """The k nearest rows by cosine, without the row itself and without its duplicates (cosine from .999).

    Exact up to 20,000 rows; above, inverted lists: k-means cells of about the square root of the rows, the eight
    nearest cells searched for each cell. 100,000 rows take about half a minute.

    Parameters
    ----------
    view : (rows, dimensions), rows of unit length. A zero row has no neighbours.
    """
    view = np.ascontiguousarray(view, dtype=np.float32)
    if len(view) <= EXACT_UP_TO:
        blocks = [(np.arange(i, min(i + BLOCK, len(view))), np.arange(len(view))) for i in range(0, len(view), BLOCK)]
    else:
        blocks = _cells(view, random_state)
    positions = np.full((len(view), k), -1)
    similarity = np.zeros((len(view), k), dtype=np.float32)
    for rows, candidates in blocks:
        _search(view, rows, candidates, positions, similarity)
    return Neighbours(positions, similarity)


def label_shares(neighbours: Neighbours, labels: np.ndarray, classes: int) -> np.ndarray:
    """Share of each class among the labelled neighbours, weighted by similarity; NaN without any.

    labels : class numbers, -1 where there is none. Returns (rows, classes).
    Reference: Zhu, Dong and Liu, "Detecting corrupted labels without training a model to predict" (ICML 2022).
    """
    theirs = np.where(neighbours.positions >= 0, labels[neighbours.positions], -1)
    weights = np.where(theirs >= 0, neighbours.similarity, 0)
    shares = np.zeros((len(labels), classes))
    rows = np.repeat(np.arange(len(labels)), theirs.shape[1]).reshape(theirs.shape)
    np.add.at(shares, (rows[theirs >= 0], theirs[theirs >= 0]), weights[theirs >= 0])
    total = shares.sum(axis=1, keepdims=True)
    return np.divide(shares, total, out=np.full_like(shares, np.nan), where=total > 0)


def _search(view, rows, candidates, positions, similarity) -> None:
    k = positions.shape[1]
    scores = view[rows] @ view[candidates].T
    scores[scores >= DUPLICATE_FROM] = -1  # itself among them
    width = min(k, scores.shape[1])
    best = np.argpartition(-scores, width - 1, axis=1)[:, :width]
    values = np.take_along_axis(scores, best, axis=1)
    found = values > 0
    positions[rows, :width] = np.where(found, candidates[best], -1)
    similarity[rows, :width] = np.where(found, values, 0)


def _cells(view: np.ndarray, random_state: int):
    cells = int(np.sqrt(len(view)))
    means = MiniBatchKMeans(cells, batch_size=4096, n_init=1, max_iter=20, random_state=random_state)
    cell = means.fit_predict(view)
    members = np.split(np.argsort(cell, kind="stable"), np.cumsum(np.bincount(cell, minlength=cells))[:-1])
    closest = np.argsort(-(means.cluster_centers_ @ means.cluster_centers_.T), axis=1)[:, :CELLS_SEARCHED]
    for rows, near in zip(members, closest, strict=True):
        candidates = np.concatenate([members[other] for other in near])
        for first in range(0, len(rows), BLOCK):
            yield rows[first : first + BLOCK], candidates
