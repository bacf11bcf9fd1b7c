"""ROUGE-L between texts, and the words that are compared."""

import re
from itertools import islice

WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words of a text, casefolded, punctuation left out."""
    return WORD.findall(text.casefold())


def opening(text: str) -> str:
    """Return the first five words, or as many as there are."""
    return " ".join(match[0] for match in islice(WORD.finditer(text.casefold()), 5))


def rouge_l(left: str, right: str) -> float:
    """ROUGE-L F1 of two texts' words: 2 LCS / (m + n), in [0, 1]; 0 where either has no words.

    Lin 2004. The normalised Indel similarity is the same number, for an insertion-deletion distance is m + n - 2 LCS.
    """
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - web processes know the gates and never run them

    a, b = words(left), words(right)
    return Indel.normalized_similarity(a, b) if a and b else 0.0


def shares_ngram(left: str, right: str, n: int = 8) -> bool:
    """Say whether two texts have a run of n words in common."""
    return not runs_of(left, n).isdisjoint(runs_of(right, n))


def runs_of(text: str, n: int) -> set[tuple[str, ...]]:
    """Return the different runs of n words of a text."""
    tokens = words(text)
    return set(zip(*(tokens[k:] for k in range(n)), strict=False))
