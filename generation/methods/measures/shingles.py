"""Texts as duplicates are compared: the sets of their five-character shingles. Standard library only."""

import re
import unicodedata

SHINGLE = 5
LONGEST = 40_000  # characters of which the sets are made: of a longer text as many of its beginning as of its end
_NOT_WORD = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """NFKC, case folded, only letters and digits, single spaces. The whole text: equal ones are exact copies."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def ends(text: str, most: int) -> str:
    """The text, or of a longer one its beginning and its end, `most` characters together."""
    return text if len(text) <= most else text[: most // 2] + text[-(most // 2) :]


def shingles(text: str) -> frozenset[str]:
    """All windows of five characters of the normalised text; a shorter one is filled with spaces."""
    plain = ends(normalised(text), LONGEST).ljust(SHINGLE)
    return frozenset(plain[start : start + SHINGLE] for start in range(len(plain) - SHINGLE + 1))


def similarity(left: frozenset, right: frozenset) -> float:
    """Jaccard: the shared share of two sets; 0 where both are empty.

    Reference: Broder, "On the resemblance and containment of documents" (1997).
    """
    together = len(left | right)
    return len(left & right) / together if together else 0.0
