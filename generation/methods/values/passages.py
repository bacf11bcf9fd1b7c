"""Passages found for a query, and the round trip by which retrieved text becomes labelled data.

Two rankings are fused: BM25 over words, and the cosine of TF-IDF over characters (2 to 4), which forgives inflection
and needs no spaces between words. In a prompt, passages stand in `fence.fenced_passages`: they are data, never orders.

BM25: Robertson and Zaragoza 2009. Reciprocal rank fusion: Cormack, Clarke and Büttcher 2009, 1 / (60 + rank). ReGen: Yu
et al. 2023 (arXiv 2305.10703).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from generation.methods.values.bm25 import K1, B, Bm25

CHARACTERS = {"analyzer": "char_wb", "ngram_range": (2, 4), "sublinear_tf": True, "max_features": 2**18}
CLOSE = 0.1  # cosine; below it a query shares only everyday letters with a passage
ROUND_TRIP = 5
BLOCK = 1000


@dataclass(frozen=True)
class Found:
    """A passage by its place among those given, with its fused score."""

    position: int
    score: float


class Passages:
    """Passages to search.

    Parameters: k1 and b of BM25, offset (of a rank in the fusion).
    """

    def __init__(self, *, k1: float = K1, b: float = B, offset: int = 60) -> None:
        self.k1, self.b, self.offset = k1, b, offset

    def fit(self, texts: Sequence[str]) -> "Passages":
        """Read the passages; 10,000 of thirty words take about five seconds. Returns self."""
        self.size_ = len(texts)
        self.words_ = Bm25(texts, k1=self.k1, b=self.b)
        self.characters_ = TfidfVectorizer(**CHARACTERS)
        filled = any(text.strip() for text in texts)
        self.cosines_ = self.characters_.fit_transform(texts) if filled else None
        return self

    def bm25(self, query: str) -> np.ndarray:
        """Return the BM25 score of every passage, 0 where no word is shared; a word given twice counts twice."""
        scores = np.zeros(self.size_)
        for idf, (places, weights) in self.words_.postings(query):
            scores[np.frombuffer(places, np.uintc)] += idf * np.frombuffer(weights)
        return scores

    def cosine(self, query: str) -> np.ndarray:
        """Return the cosine of every passage to the query, 0 to 1."""
        if self.cosines_ is None:
            return np.zeros(self.size_)
        return (self.cosines_ @ self.characters_.transform([query]).T).toarray().ravel()

    def search(self, query: str, k: int) -> list[Found]:
        """Return the k best passages by 1 / (60 + rank) over both rankings, the best first.

        A passage without a word of the query and with a cosine under 0.1 is no result. So a query about something else
        gives [], and a recipe refuses instead of inventing. Equal scores keep the order of the passages.
        """
        fused = np.zeros(self.size_)
        for scores, least in ((self.bm25(query), 0.0), (self.cosine(query), CLOSE)):
            ranked = np.argsort(-scores, kind="stable")[: np.count_nonzero(scores > least)]
            fused[ranked] += 1 / (self.offset + 1 + np.arange(len(ranked)))
        best = np.argsort(-fused, kind="stable")[:k]
        return [Found(int(i), float(fused[i])) for i in best if fused[i] > 0]


def round_trip(
    passages: Sequence[str], queries: Sequence[str], labels: Sequence[str], label: str, *, k: int = ROUND_TRIP
) -> list[int]:
    """Return the places of the passages whose k nearest queries all carry `label`.

    queries and their labels are those of the round that found the passages (a label's text, joined to a passage kept
    before). Nearest by the cosine of TF-IDF over characters; a passage with fewer than k queries near it at all is not
    kept. Where there are fewer queries than k, all of them count. No passages or no queries: [].
    """
    if not len(passages) or not any(query.strip() for query in queries):
        return []
    vectors = TfidfVectorizer(**CHARACTERS)
    known = vectors.fit_transform(queries)
    found = vectors.transform(passages)
    carries = np.array([name == label for name in labels])
    k = min(k, len(queries))
    kept: list[int] = []
    for first in range(0, len(passages), BLOCK):
        near = (found[first : first + BLOCK] @ known.T).toarray()
        nearest = np.argsort(-near, axis=1, kind="stable")[:, :k]
        all_near = np.take_along_axis(near, nearest, axis=1).min(axis=1) > 0
        kept.extend((first + np.flatnonzero(all_near & carries[nearest].all(axis=1))).tolist())
    return kept
