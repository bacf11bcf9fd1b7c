"""One demonstration of each cluster: what the cluster selectors share."""

import warnings
from random import Random

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from generation.methods.demonstrations.drawing import filled
from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.vectors import dense_view

STARTS = 10


def cluster_numbers(vectors: np.ndarray | csr_matrix, k: int, rng: Random) -> np.ndarray:
    """Return the k-means cluster of each row: k of them, or as many as there are different rows."""
    (view,) = dense_view(vectors)
    means = KMeans(min(k, len(view)), n_init=STARTS, random_state=rng.getrandbits(31))
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different rows than clusters
        return means.fit_predict(view)


def best_of_each(pool: Pool, want: Want, k: int, rng: Random, scores: np.ndarray) -> list[Chosen]:
    """Return of each cluster the row of `want.label` with the highest score, the highest first; ties by id.

    The clusters are the pool's groups where it has them (found once for many prompts), else k-means with k clusters.
    """
    rows = np.array(pool.of_label(want.label), dtype=int)
    if not len(rows) or k < 1:
        return []
    groups = cluster_numbers(pool.vectors[rows], k, rng) if pool.groups is None else np.asarray(pool.groups)[rows]
    order = np.argsort(-scores[rows], kind="stable")
    _names, first = np.unique(groups[order], return_index=True)
    best = filled(pool, rows[order[np.sort(first)]].tolist(), k, want.tokens)
    cluster = dict(zip(rows.tolist(), groups.tolist(), strict=True))
    return [Chosen(pool.ids[row], float(scores[row]), f"cluster {cluster[row]}") for row in best]
