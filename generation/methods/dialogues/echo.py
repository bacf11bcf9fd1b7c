"""A speaker says again what they said before."""

import math
from collections import Counter
from collections.abc import Sequence

from generation.methods.dialogues.turns import Turn
from generation.methods.verifiers.rouge import words

ALIKE = 0.95
LEAST = 4  # words: "Yes, please." may be said twice


def echo(turns: Sequence[Turn], *, alike: float = ALIKE) -> int | None:
    """Return the first turn whose word counts have a cosine over `alike` to those two turns before, or None.

    Turns of fewer than four words are not compared.
    """
    counts = [Counter(words(turn.text)) for turn in turns]
    for place in range(2, len(counts)):
        if counts[place].total() >= LEAST and cosine(counts[place], counts[place - 2]) > alike:
            return place
    return None


def cosine(left: Counter, right: Counter) -> float:
    """Cosine of two counts, in [0, 1]; 0 where either is empty."""
    product = sum(count * right[word] for word, count in left.items())
    lengths = math.sqrt(sum(n * n for n in left.values()) * sum(n * n for n in right.values()))
    return product / lengths if lengths else 0.0
