from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from generation.methods.measures.pairwise_similarity import Similarity, pairwise_similarity


def test_within_and_between_by_hand():
    vectors = np.array([[1.0, 0], [2, 0], [0, 3], [1, 1]])  # cosines: 01 1; 02 12 0; 03 13 23 .7071
    half = 0.5**0.5
    found = pairwise_similarity(vectors, ["a", "a", "b", "b"])
    assert found.within == pytest.approx((1 + half) / 2)
    assert found.between == pytest.approx((0 + 0 + half + half) / 4)
    assert found.overall == pytest.approx((1 + 3 * half) / 6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.sampled_from("ab")), max_size=9))
def test_it_is_the_mean_over_all_pairs_dense_or_sparse(rows):
    vectors = np.array([row[:2] for row in rows], dtype=float).reshape(-1, 2)
    if not len(vectors):
        return
    labels = [row[2] for row in rows]

    def cosine(i, j):
        length = np.linalg.norm(vectors[i]) * np.linalg.norm(vectors[j])
        return vectors[i] @ vectors[j] / length if length else 0.0

    def mean(pairs):
        return pytest.approx(np.mean([cosine(*pair) for pair in pairs]), abs=1e-9) if pairs else None

    every = list(combinations(range(len(rows)), 2))
    within = [(i, j) for i, j in every if labels[i] == labels[j]]
    between = [(i, j) for i, j in every if labels[i] != labels[j]]
    for given_vectors in (vectors, csr_matrix(vectors)):
        assert pairwise_similarity(given_vectors, labels) == Similarity(mean(every), mean(within), mean(between))


def test_a_single_text_is_like_none():
    assert pairwise_similarity(np.ones((1, 2)), ["a"]) == Similarity(None, None, None)
