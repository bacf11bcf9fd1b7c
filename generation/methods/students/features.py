"""Texts as numbers: TF-IDF of words and characters, and a reduced view of the same."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

BUCKETS = 2**18
DIMENSIONS = 200
CHARACTERS_IN_ALL = 30_000_000
CHARACTERS_AT_LEAST = 300
ROWS_TO_REDUCE_FROM = 20_000

# Words of one letter count (they carry meaning in many languages); character n-grams serve scripts without spaces.
WORDS = {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"}
CHARACTERS = {"ngram_range": (3, 5), "analyzer": "char_wb"}


def text_features(texts: Sequence[str]) -> csr_matrix:
    """TF-IDF of words (1-2) and of characters (3-5), sublinear, each part of unit length.

    N-grams are hashed into 2^18 buckets a part, so memory does not grow with the vocabulary and any language works;
    buckets that one text alone fills are dropped. Very long collections are read up to 30 million characters in all,
    the same number from each text (at least 300), so that 100,000 texts take well under a minute.

    Returns a float32 matrix (texts, buckets in use); no texts: (0, 0); a text without words: a row of zeros.
    """
    return TextFeatures(texts).matrix if len(texts) else csr_matrix((0, 0), dtype=np.float32)


class TextFeatures:
    """The `text_features` of some texts, at least one, and of others by the same buckets and weights.

    `alone` keeps the buckets that one text alone fills: they tell nothing of a label, but by them other texts are found
    to be like that one.
    """

    def __init__(self, texts: Sequence[str], *, alone: bool = False):
        self._limit = max(CHARACTERS_AT_LEAST, CHARACTERS_IN_ALL // len(texts))
        self._parts = [_Part(part, 1 if alone else 2) for part in (WORDS, CHARACTERS)]
        self.matrix = self._joined(part.learned(self._clipped(texts)) for part in self._parts)

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Return the features of other texts, as many columns as `matrix` has."""
        return self._joined(part.of(self._clipped(texts)) for part in self._parts)

    def _clipped(self, texts: Sequence[str]) -> list[str]:
        return [text[: self._limit] for text in texts]

    def _joined(self, parts: Iterable[csr_matrix]) -> csr_matrix:
        return hstack(list(parts), format="csr", dtype=np.float32)


def reduced_view(features: csr_matrix, *, dimensions: int = DIMENSIONS, random_state: int = 0) -> np.ndarray:
    """The strongest directions of the features by truncated SVD, rows of unit length (zero rows stay zero).

    Found on at most 20,000 rows and applied to all. With fewer rows or columns than dimensions, as many as there are.
    """
    dimensions = min(dimensions, min(features.shape) - 1)
    if dimensions < 1:
        return np.zeros((features.shape[0], 1), dtype=np.float32)
    some = features
    if features.shape[0] > ROWS_TO_REDUCE_FROM:
        rows = np.random.default_rng(random_state).choice(features.shape[0], ROWS_TO_REDUCE_FROM, replace=False)
        some = features[np.sort(rows)]
    _left, _strength, directions = randomized_svd(some, dimensions, n_iter=3, random_state=random_state)
    return normalize(features @ directions.T.astype(np.float32))


class _Part:
    def __init__(self, kind: dict, least: int):
        self._least = least
        self._counts = HashingVectorizer(n_features=BUCKETS, alternate_sign=False, norm=None, dtype=np.float32, **kind)
        self._weights = TfidfTransformer(sublinear_tf=True)

    def learned(self, texts: Sequence[str]) -> csr_matrix:
        matrix = self._counts.transform(texts)
        self._in_use = np.bincount(matrix.indices, minlength=BUCKETS) >= self._least
        if not self._in_use.any():
            return csr_matrix((len(texts), 1), dtype=np.float32)
        return self._weights.fit_transform(matrix[:, self._in_use])

    def of(self, texts: Sequence[str]) -> csr_matrix:
        if not self._in_use.any():
            return csr_matrix((len(texts), 1), dtype=np.float32)
        return self._weights.transform(self._counts.transform(texts)[:, self._in_use])
