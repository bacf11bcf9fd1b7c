"""Whether what rows were drawn with is spread evenly."""

from collections import Counter
from math import prod

from tests.generation.runs.key_parts.seen import Seen


def evenly(seen: Seen, *names: str, cells: int = 0) -> bool:
    """Whether every combination of the values of some dimensions came as often, give or take one. `cells`: how many
    there are, where the set-up did not freeze them."""
    counts = Counter(seen.pairs(*names))
    cells = cells or prod(len(set(seen.values(name))) for name in names)
    whole = len(counts) == min(cells, len(seen.rows))
    return whole and max(counts.values()) - min(counts.values()) <= 1
