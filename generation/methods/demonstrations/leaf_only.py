"""Demonstrations of one leaf of a taxonomy, so that the model does not fall back on its favourite topics."""

from random import Random

import numpy as np

from generation.methods.demonstrations import at_random
from generation.methods.demonstrations.pool import Chosen, Pool, Want


def select(pool: Pool, want: Want, k: int, rng: Random) -> list[Chosen]:
    """Draw at most k rows of the leaf `want.group` as at_random does; a leaf without rows gives [].

    Reference: Sudalairaj et al., "LAB: Large-scale alignment for chatbots" (arXiv 2403.01081).
    """
    return at_random.select(pool.take(np.flatnonzero(pool.groups == want.group)), want, k, rng)
