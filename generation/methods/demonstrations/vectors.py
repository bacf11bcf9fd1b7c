"""Vectors as the selectors compare them, dense or sparse."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, issparse, vstack
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import safe_sparse_dot

from generation.methods.students.features import TextFeatures, reduced_view

SMALL = 1000  # texts
DIGITS = 6  # of a cosine; what differs by less is equal, on every machine


class Space:
    """A pool's texts as vectors of unit length, and other texts placed among them: TF-IDF with the pool's weights.

    In a small pool words that one text alone has count as well: it may hold a single example of what is asked for.
    """

    def __init__(self, texts: Sequence[str]):
        self._features = TextFeatures(texts, alone=len(texts) <= SMALL)
        self.vectors = normalize(self._features.matrix)

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Return the vectors of other texts."""
        return normalize(self._features.of(texts))


def cosines(rows: np.ndarray | csr_matrix, others: np.ndarray | csr_matrix) -> np.ndarray:
    """Return (rows, others) cosines of unit vectors, rounded to six digits; one vector may come flat."""
    others = others if issparse(others) else np.atleast_2d(others)
    return np.round(np.asarray(safe_sparse_dot(rows, others.T, dense_output=True)), DIGITS)


def highest_cosine(rows: np.ndarray | csr_matrix, others: np.ndarray | csr_matrix | None) -> np.ndarray:
    """Return of each row its highest cosine to one of the others; 0 where there are none."""
    if others is None or not others.shape[0]:
        return np.zeros(rows.shape[0])
    return cosines(rows, others).max(axis=1)


def class_numbers(labels: Sequence[str], names: np.ndarray) -> np.ndarray:
    """Return the position of each label in the sorted `names`, -1 for ''."""
    labels = np.asarray(labels, dtype=str)
    return np.where(labels == "", -1, np.searchsorted(names, labels))


def dense_view(*parts: np.ndarray | csr_matrix) -> list[np.ndarray]:
    """Return the parts as dense rows; sparse ones by the strongest directions of them all together."""
    joined = stacked(*parts)
    view = reduced_view(joined) if issparse(joined) else joined
    return np.split(view, np.cumsum([part.shape[0] for part in parts])[:-1])


def stacked(*parts: np.ndarray | csr_matrix) -> np.ndarray | csr_matrix:
    """Return the parts below each other; sparse where one of them is."""
    return vstack(parts, format="csr") if any(map(issparse, parts)) else np.concatenate(parts)
