"""BM25 over passages (Robertson and Zaragoza 2009) without arrays: what a web process or a worker can afford.

`passages.py` fuses it with the cosine over characters, for what needs a whole round of retrieval.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
K1, B = 1.5, 0.75


class Bm25:
    """An inverted index. A passage scores idf tf (k1 + 1) / (tf + k1 (1 - b + b length / mean)) for each query word."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(terms(text)) for text in texts]
        lengths = [sum(one.values()) for one in counts]
        mean = sum(lengths) / max(len(lengths), 1) or 1.0
        self._weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (one, length) in enumerate(zip(counts, lengths, strict=True)):
            damping = K1 * (1 - B + B * length / mean)
            for word, times in one.items():
                self._weights[word].append((place, times * (K1 + 1) / (times + damping)))
        self._size = len(texts)

    def search(self, query: str, k: int, least: float = 0.0) -> list[int]:
        """Return the places of the k best passages, the best first; none without a word of the query, and none that
        scores less than the share `least` of the best."""
        scores: dict[int, float] = defaultdict(float)
        for word in terms(query):
            found = self._weights.get(word, ())
            idf = math.log1p((self._size - len(found) + 0.5) / (len(found) + 0.5))
            for place, weight in found:
                scores[place] += idf * weight
        best = max(scores.values(), default=0.0)
        fitting = (place for place, score in scores.items() if score >= least * best)
        return sorted(fitting, key=lambda place: (-scores[place], place))[:k]


@lru_cache(maxsize=4)
def index_of(texts: tuple[str, ...]) -> Bm25:
    """Return the index of these texts, made once for the rows of a run."""
    return Bm25(texts)


def terms(text: str) -> list[str]:
    """Return the words of a text, without case."""
    return WORD.findall(text.casefold())
