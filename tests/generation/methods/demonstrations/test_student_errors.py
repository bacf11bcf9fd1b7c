from collections import Counter
from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.student_errors import select


@pytest.fixture(scope="module")
def seed_set():
    """What the student learns from: three labels, each around its centre."""
    rng = np.random.default_rng(0)
    label = np.arange(150) % 3
    vectors = normalize(np.eye(3, 10)[label] + 0.05 * rng.normal(size=(150, 10)))
    return Pool([f"s{i}" for i in range(150)], vectors=vectors, labels=np.array(list("abc"))[label])


def gold(labels, looks_like, **columns):
    """Rows with these labels that look like those labels."""
    rng = np.random.default_rng(1)
    centres = np.eye(3, 10)[["abc".index(name) for name in looks_like]]
    vectors = normalize(centres + 0.05 * rng.normal(size=(len(labels), 10)))
    return Pool([f"{i:02d}" for i in range(len(labels))], vectors=vectors, labels=list(labels), **columns)


def chosen(pool, reference, k=99, want="", seed=0, **settings):
    return select(pool, Want(label=want, reference=reference), k, Random(seed), **settings)


def test_what_the_student_gets_wrong_is_chosen_with_what_it_was_taken_for(seed_set):
    rows = chosen(gold("aabbcc", "aabccc"), seed_set)
    assert [(row.id, row.why) for row in rows] == [("03", "taken for c")]
    assert rows[0].score < 0.2
    assert chosen(gold("aabbcc", "aabbcc"), seed_set) == []


def test_no_label_gets_more_than_twice_the_median(seed_set):
    pool = gold("a" * 20 + "bb" + "ccc", "b" * 20 + "aa" + "aaa")  # 20, 2 and 3 errors: the median is 3
    label = dict(zip(pool.ids, pool.labels, strict=True))
    assert Counter(label[row.id] for row in chosen(pool, seed_set)) == {"a": 6, "b": 2, "c": 3}
    assert Counter(label[row.id] for row in chosen(pool, seed_set, want="a")) == {"a": 6}
    assert len(chosen(pool, seed_set, 4)) == 4
    assert len({frozenset(row.id for row in chosen(pool, seed_set, seed=seed)) for seed in range(5)}) > 1


def test_a_row_that_was_extended_five_times_is_left_alone_and_the_least_extended_come_first(seed_set):
    pool = gold("aabb", "bbaa", uses=[5, 4, 0, 1])
    assert [row.id for row in chosen(pool, seed_set)] == ["02", "03", "01"]
    assert [row.id for row in chosen(pool, seed_set, additions=1)] == ["02"]


def test_without_another_set_the_student_of_the_other_folds_judges():
    pool = gold("a" * 30 + "b" * 30 + "a", "a" * 30 + "b" * 30 + "b")
    assert [row.id for row in chosen(pool, None)] == ["60"]


def test_it_never_learns_from_the_row_that_it_judges(seed_set):
    """Ten wrong rows that look alike would be learned by heart if they were in the student's data."""
    pool = gold("a" * 10, "b" * 10)
    assert len(chosen(pool, seed_set)) == 10


def test_the_order_of_the_rows_and_sparse_vectors_make_no_difference():
    pool = gold("abc" * 20, "abc" * 18 + "bcabca")
    order = np.random.default_rng(2).permutation(60)
    ids, labels = ([column[row] for row in order] for column in (pool.ids, pool.labels))
    shuffled = Pool(ids, vectors=csr_matrix(pool.vectors[order]), labels=labels)
    assert [row.id for row in chosen(shuffled, None)] == [row.id for row in chosen(pool, None)] != []


def test_nothing_to_learn_from_gives_nothing(seed_set):
    pool = gold("aabb", "bbaa")
    assert chosen(pool, seed_set.take(seed_set.of_label("a"))) == []
    assert chosen(pool.take([]), seed_set) == []
    assert chosen(pool.take([]), None) == []
