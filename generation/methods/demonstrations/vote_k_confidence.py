"""What people should label next, once a model has predicted the rest: from sure to unsure (full vote-k)."""

from random import Random

import numpy as np

from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.vote_k import NEIGHBOURS, RHO, votes_of

SUREST = 0.1  # the model knows these already


def select(
    pool: Pool, want: Want, k: int, rng: Random, *, neighbours: int = NEIGHBOURS, rho: float = RHO
) -> list[Chosen]:
    """Return k rows: of each of k buckets of falling `confidence`, without the surest tenth, the one with most votes.

    The first batch comes from vote_k and is named in `want.labelled`; its votes count. The surest bucket chooses
    first; ties go to the smaller id. What is then missing (rows without confidence, NaN, stand in no bucket) is drawn
    with `rng` from the rest. Duplicates are left out, so there may be fewer than k.

    Reference: Su et al., "Selective annotation makes language models better few-shot learners" (ICLR 2023).
    """
    different, votes = votes_of(pool, want.labelled, neighbours, rho)
    confidence, found = np.asarray(pool.confidence, dtype=float)[different], []
    for number, bucket in enumerate(_buckets(confidence, votes.chosen, k), start=1):
        row, score = votes.choose_best(bucket)
        found.append(Chosen(pool.ids[different[row]], score, f"votes in bucket {number} of {k}"))
    rest = np.flatnonzero(~votes.chosen).tolist()
    more = rng.sample(rest, min(k - len(found), len(rest)))
    return found + [Chosen(pool.ids[different[row]], None, "random") for row in more]


def _buckets(confidence: np.ndarray, labelled: np.ndarray, k: int) -> list[np.ndarray]:
    rows = np.flatnonzero(~labelled & ~np.isnan(confidence))
    order = rows[np.argsort(-confidence[rows], kind="stable")]
    unsure = order[int(SUREST * len(order)) :]
    return [bucket for bucket in np.array_split(unsure, max(1, k)) if len(bucket)][:k]
