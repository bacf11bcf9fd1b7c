"""DIST-n: how many of the n-grams are different ones."""

from collections.abc import Sequence

import numpy as np

from generation.methods.verifiers.rouge import words


def token_count(texts: Sequence[str]) -> int:
    """Return the number of words in all texts; the smaller of two collections' counts is what both are cut to."""
    return sum(len(words(text)) for text in texts)


def distinct(texts: Sequence[str], n: int, *, tokens: int, random_state: int = 0) -> float | None:
    """Different n-grams by all n-grams, in (0, 1], over the first `tokens` words of the shuffled texts.

    The share falls as a collection grows, so the sides of a comparison are cut to the same number of words:
    `min(token_count(left), token_count(right))`. N-grams do not reach from one text into the next; the last text is cut
    where the words are used up. No n-gram at all: None.

    Reference: Li et al., "A diversity-promoting objective function for neural conversation models" (NAACL 2016).
    """
    order = np.random.default_rng(random_state).permutation(len(texts))
    left, total, seen = tokens, 0, set()
    for i in order:
        taken = words(texts[i])[:left]
        left -= len(taken)
        grams = list(zip(*(taken[k:] for k in range(n)), strict=False))
        total += len(grams)
        seen.update(grams)
        if left <= 0:
            break
    return len(seen) / total if total else None
