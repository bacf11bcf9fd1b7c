"""How alike two sides write."""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from annotation.methods.agreement.figures import Figure, mean
from annotation.methods.agreement.same import plain

Pair = tuple[str, str]


def free_text(pairs: Sequence[Pair]) -> list[Figure]:
    """The mean similarity of two texts: `1 - d / max(|a|, |b|)`, d the Levenshtein distance in characters.

    Parameters: pairs of texts, one pair an item; compared in NFC, with one space between words. Two empty ones are
    alike. Returns its Figure, with a bootstrap interval.

    Reference: Levenshtein, Soviet Physics Doklady 10 (1966) 707.
    """
    return [mean("similarity", [similarity(*pair) for pair in pairs])]


def similarity(left: str, right: str) -> float:
    return Levenshtein.normalized_similarity(plain(left), plain(right))
