from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.vote_k import Votes, select, votes_of

#: who votes for whom, by hand
GRAPH = {"a": "bc", "b": "ac", "c": "ab", "d": "ae", "e": "df", "f": "de"}
#: a has three votes (b, c, d). Then d has those of e and f in full, while c's for b counts a tenth. Then b, c, e and f
#: have a tenth each, and the id decides; b's goes with b, so c has none left, and f's voter e is chosen before it.
GREEDY = [("a", 3), ("d", 2), ("b", 0.1), ("e", 0.1), ("c", 0), ("f", 0)]


def test_on_a_graph_made_by_hand_it_chooses_in_the_known_order():
    names = list(GRAPH)
    votes = Votes(csr_matrix([[one in liked for one in names] for liked in GRAPH.values()], dtype=float))
    found = [votes.choose_best(np.arange(6)) for _ in names]
    assert [(names[row], score) for row, score in found] == [(name, pytest.approx(score)) for name, score in GREEDY]


def test_a_smaller_discount_changes_the_order():
    names = list(GRAPH)
    votes = Votes(csr_matrix([[one in liked for one in names] for liked in GRAPH.values()], dtype=float), rho=1)
    assert [names[votes.choose_best(np.arange(6))[0]] for _ in range(3)] == ["a", "d", "b"]
    assert votes.scores()[names.index("e")] == 1  # f's vote, which went to d before, still counts in full


@pytest.fixture(scope="module")
def pool():
    """Eight clusters, from 10 to 80 rows."""
    rng = np.random.default_rng(0)
    centres = normalize(rng.normal(size=(8, 24)))
    cluster = np.repeat(np.arange(8), np.arange(10, 90, 10))
    vectors = normalize(centres[cluster] + 0.15 * rng.normal(size=(360, 24)))
    return Pool([f"{i:03d}" for i in range(360)], vectors=vectors, groups=cluster)


def ids(pool, k=12, want=None, **settings):
    return [row.id for row in select(pool, want or Want(), k, Random(0), **settings)]


def distances(pool, rows):
    """How far each row of the pool is from the nearest chosen one."""
    return 1 - (pool.vectors @ pool.vectors[rows].T).max(axis=1)


def mean_cosine(pool, rows):
    return (pool.vectors[rows] @ pool.vectors[rows].T)[np.triu_indices(len(rows), 1)].mean()


def test_the_chosen_cover_the_pool_better_than_chance(pool):
    ours = distances(pool, [int(id) for id in ids(pool)])
    random = [distances(pool, Random(seed).sample(range(360), 12)) for seed in range(40)]
    assert ours.max() < np.median([one.max() for one in random])
    assert ours.mean() < min(one.mean() for one in random)


def test_without_the_discount_they_are_more_alike_and_cover_less(pool):
    with_it, without = ([int(id) for id in ids(pool, rho=rho)] for rho in (10, 1))
    assert mean_cosine(pool, with_it) < mean_cosine(pool, without)
    assert distances(pool, with_it).mean() < distances(pool, without).mean()


def test_each_row_votes_for_a_tenth_of_the_rows_and_150_at_most(pool):
    votes = votes_of(pool, ())[1]
    assert (votes.graph.getnnz(axis=1) == 36).all()
    assert (votes_of(pool, (), neighbours=20)[1].graph.getnnz(axis=1) == 20).all()


def test_the_order_of_the_rows_makes_no_difference(pool):
    order = np.random.default_rng(3).permutation(360)
    assert ids(Pool(np.array(pool.ids)[order], vectors=pool.vectors[order])) == ids(pool)


def test_duplicates_neither_inflate_the_votes_nor_are_chosen_twice(pool):
    copies = Pool(
        [*pool.ids, *(f"copy {i}" for i in range(100))], vectors=np.vstack([pool.vectors, pool.vectors[[5] * 100]])
    )
    assert ids(copies) == ids(pool)
    assert len(ids(Pool(list("abc"), vectors=np.eye(2)[[0, 0, 1]]), 3)) == 2


def test_what_is_labelled_already_counts_as_chosen_a_copy_of_it_too(pool):
    first = ids(pool, 12)
    assert ids(pool, 8, Want(labelled=tuple(first[:4]))) == first[4:]
    copy = Pool([*pool.ids, "copy"], vectors=np.vstack([pool.vectors, pool.vectors[[int(first[0])]]]))
    assert ids(copy, 11, Want(labelled=("copy",))) == first[1:]


def test_sparse_vectors_and_small_pools(pool):
    sparse = Pool(pool.ids, vectors=csr_matrix(pool.vectors))
    assert len({pool.groups[int(id)] for id in ids(sparse)}) >= 6
    assert ids(Pool(["a"], vectors=np.eye(1)), 5) == ["a"]
    assert ids(Pool(["b", "a"], vectors=np.zeros((2, 3))), 5) == ["a", "b"]
