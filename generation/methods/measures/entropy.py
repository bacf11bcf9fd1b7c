"""Shannon's entropy of counts."""

import math
from collections.abc import Iterable


def entropy(counts: Iterable[int], *, base: float = 2) -> float:
    """-sum p log p of counts as shares p; in bits with base 2. Zeros do not matter; nothing counted: 0."""
    positive = [count for count in counts if count > 0]
    total = sum(positive)
    return abs(sum(count / total * math.log(total / count, base) for count in positive))
