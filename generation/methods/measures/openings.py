"""How texts begin: the variety of their first five words, and the share of the most common beginning."""

from collections import Counter
from collections.abc import Sequence

from generation.methods.measures.entropy import entropy
from generation.methods.measures.subsample import SIZE, subsample
from generation.methods.verifiers.rouge import opening


def opening_entropy(texts: Sequence[str], *, size: int = SIZE, random_state: int = 0) -> float:
    """Entropy of the first five words over a random subsample, in bits: 0 when all begin alike, log2 of the number of
    texts when each begins its own way. Texts without words are left out; none left: 0.
    """
    return entropy(_openings(texts, size, random_state).values())


def top_opening_share(texts: Sequence[str], *, size: int = SIZE, random_state: int = 0) -> float | None:
    """Share of the texts of a random subsample that begin with the most common five words. No text with words: None."""
    counts = _openings(texts, size, random_state)
    return max(counts.values()) / counts.total() if counts else None


def _openings(texts: Sequence[str], size: int, random_state: int) -> Counter:
    return Counter(found for text in subsample(texts, size=size, random_state=random_state) if (found := opening(text)))
