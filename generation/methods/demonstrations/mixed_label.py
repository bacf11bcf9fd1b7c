"""Demonstrations of all labels mixed, each shown with its own."""

from dataclasses import replace
from random import Random

from generation.methods.demonstrations import at_random
from generation.methods.demonstrations.pool import Chosen, Pool, Want


def select(pool: Pool, want: Want, k: int, rng: Random) -> list[Chosen]:
    """Draw at most k labelled rows uniformly, whatever label is asked for.

    Two then carry different labels with probability 1 - sum of the labels' squared shares. The caps and the rotation
    are those of at_random.

    Reference: Yoo, Park, Kang, Lee and Park, "GPT3Mix" (Findings of EMNLP 2021).
    """
    return at_random.select(pool.labelled(), replace(want, label=""), k, rng)
