"""Varied and yet fitting: of each cluster the member that is most like the query."""

from random import Random

from generation.methods.demonstrations.clusters import best_of_each
from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.vectors import cosines


def select(pool: Pool, want: Want, k: int, rng: Random) -> list[Chosen]:
    """Return of each of k clusters the row with the highest cosine to `want.query`, the highest first; ties by id.

    The clusters are the pool's groups or, without, found by k-means. Fewer different rows give fewer.

    Reference: Li, Wang, Zhang and Zhao, "Self-Prompting large language models" (NAACL 2024).
    """
    return best_of_each(pool, want, k, rng, cosines(pool.vectors, want.query)[:, 0])
