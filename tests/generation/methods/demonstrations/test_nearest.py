from math import log
from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from generation.methods.demonstrations.nearest import select
from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.spread import label_entropy

#: at these cosines to (1, 0)
COSINES = {"a": 0.99, "b": 0.9, "c": 0.8, "d": 0.8, "e": 0.5, "f": -0.3}
POOL = Pool(
    list(COSINES),
    labels=["x", "x", "x", "y", "y", ""],
    vectors=np.array([[c, (1 - c**2) ** 0.5] for c in COSINES.values()]),
    tokens=[10, 10, 80, 10, 10, 10],
)
QUERY = np.array([1.0, 0.0])


def shown(k=3, want=None, pool=POOL, **settings):
    return "".join(row.id for row in select(pool, want or Want(query=QUERY), k, Random(0), **settings))


def test_the_nearest_stand_next_to_the_query_or_first():
    assert shown() == "dcb"
    assert shown(nearest_last=False) == "bcd"


def test_near_copies_are_left_out():
    assert "a" not in shown(6)
    assert shown(2, too_close=1.0) == "ba"


def test_ties_go_to_the_smaller_id():
    assert shown(2, nearest_last=False) == "bc"


def test_the_label_that_is_asked_for_and_a_cap_per_label():
    assert shown(9, Want(query=QUERY, label="y"), nearest_last=False) == "de"
    assert shown(9, per_label=1, nearest_last=False) == "bdf"


def test_a_long_row_is_left_out_whole_and_the_next_tried():
    assert shown(3, Want(query=QUERY, tokens=30), nearest_last=False) == "bde"


def test_the_score_is_the_cosine():
    (row,) = select(POOL, Want(query=QUERY), 1, Random(0))
    assert (row.id, row.score, row.why) == ("b", pytest.approx(0.9), "cosine")


def test_on_two_planted_clusters_all_come_from_that_of_the_query():
    rng = np.random.default_rng(0)
    centres = normalize(rng.normal(size=(2, 20)))
    vectors = normalize(np.repeat(centres, 50, axis=0) + 0.1 * rng.normal(size=(100, 20)))
    pool = Pool([f"{i:03d}" for i in range(100)], vectors=vectors)
    for cluster in (0, 1):
        rows = select(pool, Want(query=centres[cluster]), 8, Random(0), too_close=1)
        assert all(int(row.id) // 50 == cluster for row in rows)


def test_sparse_vectors_give_the_same_and_the_order_of_the_rows_does_not_matter():
    vectors = normalize(np.random.default_rng(1).random((40, 7)).round(1))
    ids = [f"{i:02d}" for i in range(40)]
    query = vectors[3]
    dense = shown(8, Want(query=query), Pool(ids, vectors=vectors))
    backwards = Pool(ids[::-1], vectors=csr_matrix(vectors[::-1]))
    assert shown(8, Want(query=csr_matrix(query)), backwards) == dense


def test_the_entropy_of_the_labels_tells_whether_one_label_fills_the_prompt():
    def entropy(want, k, **settings):
        return label_entropy(POOL, select(POOL, want, k, Random(0), **settings))

    assert entropy(Want(query=QUERY, label="x"), 3) == 0
    assert entropy(Want(query=QUERY), 4) == pytest.approx(log(2))  # b c | d e
    assert entropy(Want(query=QUERY), 3) == pytest.approx(2 / 3 * log(3 / 2) + 1 / 3 * log(3))
    assert label_entropy(POOL, []) == 0
