"""Texts as duplicates are compared: the sets of their five-character shingles. Standard library only."""

import re
import unicodedata

SHINGLE = 5
CHARACTERS = 4000  # two texts that agree on as much are the same for our purposes
_NOT_WORD = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """NFKC, case folded, only letters and digits, single spaces."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text[:CHARACTERS]).casefold()).strip()


def shingles(text: str) -> frozenset[str]:
    """All windows of five characters of the normalised text; a shorter one is filled with spaces."""
    plain = normalised(text).ljust(SHINGLE)
    return frozenset(plain[start : start + SHINGLE] for start in range(len(plain) - SHINGLE + 1))


def similarity(left: frozenset, right: frozenset) -> float:
    """Jaccard: the shared share of two sets; 0 where both are empty.

    Reference: Broder, "On the resemblance and containment of documents" (1997).
    """
    together = len(left | right)
    return len(left & right) / together if together else 0.0
