"""BM25 over passages (Robertson and Zaragoza 2009) without numpy: what a web process or a worker can afford.

`passages.py` fuses it with the cosine over characters, for what needs a whole round of retrieval.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence

from generation.methods.verifiers.rouge import words

K1, B = 1.5, 0.75
Postings = tuple[array, array]  # the places of the passages that hold a word (C unsigned int), and its weights (double)


class Bm25:
    """An inverted index. A passage scores idf tf (k1 + 1) / (tf + k1 (1 - b + b length / mean)) for each query word.

    idf is ln(1 + (N - n + 1/2) / (n + 1/2)) for a word in n of N passages, never negative. Parameters: k1 (how soon
    repeats of a word stop counting), b (how much long passages are marked down, 0 to 1).
    """

    def __init__(self, texts: Sequence[str], *, k1: float = K1, b: float = B) -> None:
        counts = [Counter(words(text)) for text in texts]
        lengths = [sum(one.values()) for one in counts]
        mean = sum(lengths) / max(len(lengths), 1) or 1.0
        self._postings: dict[str, Postings] = defaultdict(lambda: (array("I"), array("d")))
        for place, (one, length) in enumerate(zip(counts, lengths, strict=True)):
            damping = k1 * (1 - b + b * length / mean)
            for word, times in one.items():
                places, weights = self._postings[word]
                places.append(place)
                weights.append(times * (k1 + 1) / (times + damping))
        self._size = len(texts)

    def postings(self, query: str) -> list[tuple[float, Postings]]:
        """Return for each word of the query that there is, as often as it is given, its idf and where it stands."""
        found = [self._postings[word] for word in words(query) if word in self._postings]
        return [(math.log1p((self._size - len(one[0]) + 0.5) / (len(one[0]) + 0.5)), one) for one in found]

    def search(self, query: str, k: int, least: float = 0.0) -> list[int]:
        """Return the places of the k best passages, the best first; none without a word of the query, and none that
        scores less than the share `least` of the best."""
        scores: dict[int, float] = defaultdict(float)
        for idf, (places, weights) in self.postings(query):
            for place, weight in zip(places, weights, strict=True):
                scores[place] += idf * weight
        best = max(scores.values(), default=0.0)
        fitting = (place for place, score in scores.items() if score >= least * best)
        return sorted(fitting, key=lambda place: (-scores[place], place))[:k]
