import numpy as np
import pytest
from scipy.sparse import csr_matrix

from generation.methods.measures.duplicate_share import duplicate_share

TRAIN = "The old train crossed the valley before the first snow fell that year"


def test_only_the_later_one_of_a_pair_is_a_duplicate():
    assert duplicate_share([TRAIN, "A new bus", TRAIN.replace("first", "last"), "Nothing else at all"]) == 1 / 4


def test_words_alike_by_their_vectors_count_too():
    texts, vectors = ["one text", "another wording", "far away"], np.array([[1, 0], [1, 0.01], [0, 1]])
    assert duplicate_share(texts) == 0
    assert duplicate_share(texts, vectors) == duplicate_share(texts, csr_matrix(vectors)) == pytest.approx(1 / 3)
    assert duplicate_share(texts, vectors, cosine=1.0) == 0


def test_a_text_found_both_ways_counts_once():
    assert duplicate_share([TRAIN, TRAIN], np.ones((2, 2))) == 1 / 2


def test_at_the_limit_a_text_is_no_duplicate_yet():
    # LCS of 7 of ten words each: F = 0.7, not over it.
    left = "a b c d e f g h i j"
    assert duplicate_share([left, "a b c d e f g x y z"]) == 0
    assert duplicate_share([left, "a b c d e f g h y z"]) == 1 / 2


def test_no_texts_have_no_share():
    assert duplicate_share([]) is None
    assert duplicate_share([], np.zeros((0, 2))) is None
