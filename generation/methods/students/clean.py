"""Which labels are clean by the losses of a student that has not seen them, and which rows are typical."""

from collections.abc import Sequence

import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from generation.methods.demonstrations.vectors import Space, dense_view
from generation.methods.students.lessons import View

SURE = 0.7
APART = 0.05  # of the means of the two groups of losses; closer, there is one group only
FLOOR = 1e-6
MOST_FITTED = 50_000


def clean_rows(view: View, labels: Sequence[str], *, random_state: int = 0) -> np.ndarray:
    """Return for each row whether its label is clean: a small loss for the student, which says the same.

    Losses -ln P(label), scaled to [0, 1], fall into two Gaussian groups (10 iterations, tolerance 1e-2, variance at
    least 5e-4); clean is what belongs to the lower one with a chance above 0.7. Where the groups are closer than .05,
    the half of each label with the smaller losses. Rows of which the student says nothing are not clean.

    Reference: Xiao et al., "FreeAL" (EMNLP 2023); Li, Socher and Hoi, "DivideMix" (ICLR 2020).
    """
    chances = np.array([view.chance(row, label) or np.nan for row, label in enumerate(labels)], dtype=float)
    known = np.flatnonzero(~np.isnan(chances))
    same = np.array([said == label for said, label in zip(view.labels, labels, strict=True)], dtype=bool)
    clean = np.zeros(len(labels), dtype=bool)
    if not len(known):
        return clean
    losses = -np.log(np.clip(chances[known], FLOOR, 1))
    clean[known] = _lower(losses, np.asarray(labels)[known], random_state)
    return clean & same


def central(texts: Sequence[str], most: int, *, random_state: int = 0) -> list[int]:
    """Return the positions of at most `most` typical texts: of each k-means cluster the one nearest to its centre."""
    if len(texts) <= most:
        return list(range(len(texts)))
    (view,) = dense_view(Space(texts).vectors)
    with threadpool_limits(1):
        groups = KMeans(most, n_init=1, random_state=random_state).fit(view)
    distances = np.linalg.norm(view - groups.cluster_centers_[groups.labels_], axis=1)
    places = (np.flatnonzero(groups.labels_ == number) for number in range(most))
    return sorted(int(rows[np.argmin(distances[rows])]) for rows in places if len(rows))


def _lower(losses: np.ndarray, labels: np.ndarray, random_state: int) -> np.ndarray:
    scaled = (losses - losses.min()) / max(float(np.ptp(losses)), FLOOR)
    if len(np.unique(scaled)) < 2:
        return np.ones(len(losses), dtype=bool)
    rng, rows = np.random.default_rng(random_state), np.arange(len(scaled))
    some = rng.choice(rows, MOST_FITTED, replace=False) if len(rows) > MOST_FITTED else rows
    groups = GaussianMixture(2, max_iter=10, tol=1e-2, reg_covar=5e-4, random_state=random_state)
    with threadpool_limits(1):
        groups.fit(scaled[some, None])
    if np.ptp(groups.means_) < APART:
        return _smaller_half(losses, labels)
    lower = int(np.argmin(groups.means_[:, 0]))
    return groups.predict_proba(scaled[:, None])[:, lower] > SURE


def _smaller_half(losses: np.ndarray, labels: np.ndarray) -> np.ndarray:
    chosen = np.zeros(len(losses), dtype=bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        chosen[rows[np.argsort(losses[rows], kind="stable")][: (len(rows) + 1) // 2]] = True
    return chosen
