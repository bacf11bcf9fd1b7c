"""Texts as numbers: TF-IDF of words and characters, and a reduced view of the same."""

from collections.abc import Sequence

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
    if not len(texts):
        return csr_matrix((0, 0), dtype=np.float32)
    limit = max(CHARACTERS_AT_LEAST, CHARACTERS_IN_ALL // len(texts))
    clipped = [text[:limit] for text in texts]
    return hstack([_weighted(clipped, part) for part in (WORDS, CHARACTERS)], format="csr", dtype=np.float32)


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


def _weighted(texts: Sequence[str], part: dict) -> csr_matrix:
    counts = HashingVectorizer(n_features=BUCKETS, alternate_sign=False, norm=None, dtype=np.float32, **part)
    matrix = counts.transform(texts)
    in_use = np.bincount(matrix.indices, minlength=BUCKETS) > 1
    if not in_use.any():
        return csr_matrix((len(texts), 1), dtype=np.float32)
    return TfidfTransformer(sublinear_tf=True).fit_transform(matrix[:, in_use])
