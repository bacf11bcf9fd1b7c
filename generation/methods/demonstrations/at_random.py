"""Random demonstrations: of the label that is asked for, or of all where none is."""

from random import Random

from generation.methods.demonstrations.drawing import drawn, filled, in_turn
from generation.methods.demonstrations.pool import Chosen, Pool, Want, chosen


def select(pool: Pool, want: Want, k: int, rng: Random) -> list[Chosen]:
    """Draw at most k rows of `want.label` uniformly, rotated by `want.turn`.

    None is used above three times the mean while others are left, and none is cut to fit into `want.tokens`. Fewer
    rows give fewer; none give [].

    Reference: gold demonstrations of Li, Zhu, Lu and Yin, "Synthetic data generation with large language models for
    text classification" (EMNLP 2023).
    """
    rows = filled(pool, drawn(pool, pool.of_label(want.label), k, rng), k, want.tokens)
    return chosen(pool, in_turn(pool, rows, want.turn), "random")
