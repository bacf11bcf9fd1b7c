"""Varied and demanding: of each cluster the member with the longest reasoning."""

from random import Random

import numpy as np

from generation.methods.demonstrations.clusters import best_of_each
from generation.methods.demonstrations.pool import Chosen, Pool, Want


def select(pool: Pool, want: Want, k: int, rng: Random) -> list[Chosen]:
    """Return of each of k clusters the most complex row, the most complex first; ties by id.

    The clusters are the pool's groups or, without, found by k-means. Fewer different rows give fewer.

    Reference: Shao, Gong, Shen, Huang, Duan and Chen, "Synthetic Prompting" (ICML 2023).
    """
    return best_of_each(pool, want, k, rng, np.asarray(pool.complexity))
