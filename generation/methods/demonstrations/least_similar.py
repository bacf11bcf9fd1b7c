"""Demonstrations unlike what was generated before, and unlike each other."""

from random import Random

import numpy as np

from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.vectors import cosines, highest_cosine

RELEVANT_FROM = 0.3


def select(
    pool: Pool,
    want: Want,
    k: int,
    rng: Random,
    *,
    relevant_from: float = RELEVANT_FROM,
    quality_from: float | None = None,
) -> list[Chosen]:
    """Return at most k rows of `want.label`: first the one farthest from `want.shown`, then farthest from those chosen.

    The score of the first is 1 - its highest cosine to `want.shown` (the reservoir's vectors; 1 where it is empty);
    that of each further one 1 - its highest cosine to a chosen one. Only rows with a cosine of at least
    `relevant_from` to `want.query` count, and with `quality_from` only those of that quality: the oddest is often junk.
    Ties by id. Nothing is drawn: `rng` is not used.

    Raises ValueError for `quality_from` where the pool has no quality.

    Reference: Long et al., "On LLMs-driven synthetic data generation" (Findings of ACL 2024), on data diversity.
    """
    rows = _candidates(pool, want, relevant_from, quality_from)
    vectors, budget, found = pool.vectors[rows], want.tokens, []
    scores = 1 - (highest_cosine(vectors, want.shown) if want.near is None else np.asarray(want.near)[rows])
    tokens = None if budget is None else np.asarray(pool.tokens)[rows]
    free = np.ones(len(rows), dtype=bool)
    while len(found) < k:
        free &= True if budget is None else tokens <= budget
        if not free.any():
            break
        best = np.flatnonzero(free)[np.argmax(scores[free])]
        why = "unlike the chosen" if found else "unlike the shown"
        found.append(Chosen(pool.ids[rows[best]], float(scores[best]), why))
        distance = 1 - cosines(vectors, vectors[[best]])[:, 0]
        scores = distance if len(found) == 1 else np.minimum(scores, distance)
        budget = None if budget is None else budget - int(tokens[best])
        free[best] = False
    return found


def _candidates(pool: Pool, want: Want, relevant_from: float, quality_from: float | None) -> np.ndarray:
    fits = cosines(pool.vectors, want.query)[:, 0] >= relevant_from
    if quality_from is not None:
        if pool.quality is None:
            raise ValueError("quality_from needs the quality of the pool's rows")
        fits &= np.asarray(pool.quality) >= quality_from
    rows = np.array(pool.of_label(want.label), dtype=int)
    return rows[fits[rows]]


def _highest_cosine(rows, others) -> np.ndarray:
    if others is None or not others.shape[0]:
        return np.zeros(rows.shape[0])
    return cosines(rows, others).max(axis=1)
