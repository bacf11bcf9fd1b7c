"""VOCAB: how many different words there are, and how many of those of real texts."""

from collections.abc import Sequence

from generation.methods.measures.subsample import SIZE, subsample
from generation.methods.verifiers.rouge import words


def vocabulary(texts: Sequence[str], *, size: int = SIZE, random_state: int = 0) -> int:
    """Return the number of different words, casefolded, in a random subsample."""
    return len(_words(texts, size, random_state))


def vocabulary_overlap(
    texts: Sequence[str], reference: Sequence[str], *, size: int = SIZE, random_state: int = 0
) -> float | None:
    """The share of the reference's words that the texts use, in [0, 1].

    Both sides are cut to the same number of texts: `size`, or as many as the smaller side has. A reference without
    words, or no texts: None.
    """
    size = min(size, len(texts), len(reference))
    theirs = _words(reference, size, random_state)
    return len(theirs & _words(texts, size, random_state)) / len(theirs) if theirs else None


def _words(texts: Sequence[str], size: int, random_state: int) -> set[str]:
    return {word for text in subsample(texts, size=size, random_state=random_state) for word in words(text)}
