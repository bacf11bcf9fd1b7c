"""When a label has been asked for often enough: most rows are easy, and the answers about them agree at once."""

from collections import Counter
from collections.abc import Mapping


def undecided(votes: Mapping[str, int], left: int) -> bool:
    """Whether further executions could still matter: the answers differ, and the lead of the most frequent one is not
    more than the executions that are `left`.

    Without an answer, and where all agree, none could: what is asked for is a doubt, not a label. Reference: Wang et
    al., "Self-consistency improves chain of thought reasoning" (ICLR 2023), run adaptively.
    """
    first, second = [count for _label, count in [*Counter(votes).most_common(2), ("", 0), ("", 0)][:2]]
    return second > 0 and left > 0 and first - second <= left


def expected_executions(times: int, most: int, differ: float) -> float:
    """How often a row is asked about on average where a share of them differs, each of which then takes all."""
    return times + differ * (most - times)
