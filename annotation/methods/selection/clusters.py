"""Texts alike enough that a person may answer them together."""

from itertools import islice

import numpy as np

from generation.methods.students.neighbours import Neighbours

#: Never alike below this cosine.
ALIKE_FROM = 0.5
#: How near texts are differs with their length and their subject: alike is what the quarter of rows with the nearest
#: neighbours reaches. So measured, .96 of the members of a cluster have its most frequent label in banking77 (3,000
#: test questions, 77 labels, 276 clusters) and in AG News (3,000 texts, 249 clusters), and .998 in SMS Spam (277).
NEAREST_SHARE = 0.25
#: A star of more rows is cut off at the least alike; the rest find another centre.
MOST = 24


def clusters(
    neighbours: Neighbours,
    groups: np.ndarray,
    free: np.ndarray,
    *,
    alike_from: float | None = None,
    most: int = MOST,
) -> np.ndarray:
    """Return for each row the position of its cluster's centre, -1 where it is in none.

    Stars: the row with the most neighbours that are alike is a centre, they are with it, and so on among the rest. So
    each member is alike to its centre, and no chain of steps leads from one matter to another. Near-duplicates of the
    centre come first.

    Parameters
    ----------
    neighbours : the nearest rows of each (positions, cosine), without its duplicates.
    groups : position of the first row of each row's near-duplicate group.
    free : which rows take part at all.
    alike_from : the cosine from which two rows are alike; None: what the nearest quarter reaches, at least .5.

    Reference: Aslam, Pelekhov and Rus, "The star clustering algorithm for static and dynamic information organization"
    (Journal of Graph Algorithms and Applications 8(1), 2004). Rows without anybody are in no cluster; equal degrees go
    by position, so the same texts give the same clusters.
    """
    found = np.full(len(groups), -1)
    alike_from = _measure(neighbours) if alike_from is None else alike_from
    alike = (neighbours.similarity >= alike_from) & (neighbours.positions >= 0)
    twins = _members(groups, free)
    degree = alike.sum(axis=1) + np.array([len(twins.get(group, ())) - 1 for group in groups], dtype=int)
    for centre in np.lexsort((np.arange(len(groups)), -degree)):
        if not free[centre] or found[centre] >= 0:
            continue
        near = neighbours.positions[centre][alike[centre]]
        nearest_first = near[np.argsort(-neighbours.similarity[centre][alike[centre]], kind="stable")]
        star = dict.fromkeys([centre, *islice(twins[groups[centre]], most), *nearest_first])
        star = [row for row in star if free[row] and found[row] < 0][:most]
        if len(star) > 1:
            found[star] = centre
            for row in star:
                del twins[groups[row]][row]
    return found


def _measure(neighbours: Neighbours) -> float:
    best = neighbours.similarity.max(axis=1, initial=0)
    return max(ALIKE_FROM, float(np.quantile(best, 1 - NEAREST_SHARE))) if len(best) else ALIKE_FROM


def _members(groups: np.ndarray, free: np.ndarray) -> dict[int, dict[int, None]]:
    """The free rows of each near-duplicate group, by its first row: ordered sets, for whoever is placed leaves them."""
    members: dict[int, dict[int, None]] = {}
    for row in np.flatnonzero(free):
        members.setdefault(groups[row], {})[row] = None
    return members
