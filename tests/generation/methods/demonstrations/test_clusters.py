"""One row of each cluster, the best of it."""

from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from generation.methods.demonstrations import cluster_argmax, cluster_complexity
from generation.methods.demonstrations.clusters import cluster_numbers
from generation.methods.demonstrations.pool import Pool, Want


@pytest.fixture(scope="module")
def pool():
    """Five planted clusters of 12 rows; ids of a cluster stand together."""
    rng = np.random.default_rng(0)
    vectors = normalize(np.repeat(np.eye(5, 30), 12, axis=0) + 0.05 * rng.normal(size=(60, 30)))
    return Pool([f"{i:02d}" for i in range(60)], vectors=vectors, complexity=rng.integers(1, 9, 60))


def test_each_demonstration_is_the_nearest_of_a_cluster_of_its_own(pool):
    query = normalize(np.random.default_rng(1).random((1, 30)))[0]
    closeness = pool.vectors @ query
    rows = cluster_argmax.select(pool, Want(query=query), 5, Random(0))
    best = {12 * cluster + int(closeness[12 * cluster : 12 * cluster + 12].argmax()) for cluster in range(5)}
    assert {int(row.id) for row in rows} == best
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)


def test_each_demonstration_is_the_most_complex_of_a_cluster_ties_by_id(pool):
    rows = cluster_complexity.select(pool, Want(), 5, Random(0))
    best = {12 * cluster + int(np.argmax(pool.complexity[12 * cluster : 12 * cluster + 12])) for cluster in range(5)}
    assert {int(row.id) for row in rows} == best
    assert len({row.why for row in rows}) == 5


def test_clusters_found_before_are_used_as_they_are(pool):
    grouped = Pool(pool.ids, vectors=pool.vectors, complexity=np.arange(60), groups=np.arange(60) % 3)
    rows = cluster_complexity.select(grouped, Want(), 3, Random(0))
    assert [(row.id, row.why) for row in rows] == [("59", "cluster 2"), ("58", "cluster 1"), ("57", "cluster 0")]


def test_sparse_vectors_are_clustered_too(pool):
    numbers = cluster_numbers(csr_matrix(pool.vectors), 5, Random(0)).reshape(5, 12)
    assert (numbers == numbers[:, :1]).all()
    assert len(set(numbers[:, 0])) == 5


def test_fewer_different_rows_give_fewer_and_only_the_label_counts():
    same = Pool(list("abcd"), vectors=np.eye(4)[[0, 0, 1, 1]], complexity=[1, 2, 3, 4], labels=list("xxxy"))
    assert [row.id for row in cluster_complexity.select(same, Want(), 4, Random(0))] == ["d", "b"]
    assert [row.id for row in cluster_complexity.select(same, Want(label="x"), 4, Random(0))] == ["c", "b"]
    assert cluster_complexity.select(same, Want(label="z"), 4, Random(0)) == []
