"""Demonstrations of one leaf of a taxonomy, so that the model does not fall back on its favourite topics."""

from random import Random

from generation.methods.demonstrations import at_random
from generation.methods.demonstrations.pool import Chosen, Pool, Want


def select(pool: Pool, want: Want, k: int, rng: Random) -> list[Chosen]:
    """Draw at most k rows of the leaf `want.group` as at_random does; a leaf without rows gives [].

    Reference: Sudalairaj et al., "LAB: Large-scale alignment for chatbots" (arXiv 2403.01081).
    """
    leaf = [row for row, group in enumerate(pool.groups) if group and group == want.group]
    return at_random.select(pool.take(leaf), want, k, rng)
