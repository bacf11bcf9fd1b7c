from random import Random

import numpy as np
import pytest
from sklearn.preprocessing import normalize

from generation.methods.demonstrations import vote_k
from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.vote_k_confidence import select


@pytest.fixture(scope="module")
def pool():
    """200 rows; the later the id, the surer the model was."""
    rng = np.random.default_rng(0)
    return Pool([f"{i:03d}" for i in range(200)], vectors=normalize(rng.normal(size=(200, 16))), confidence=range(200))


@pytest.fixture(scope="module")
def first(pool):
    return tuple(row.id for row in vote_k.select(pool, Want(), 10, Random(0)))


def test_one_of_each_bucket_and_none_of_the_surest_tenth(pool, first):
    rows = select(pool, Want(labelled=first), 9, Random(0))
    rest = [id for id in pool.ids if id not in first]
    buckets = np.array_split(rest[::-1][19:], 9)  # the 19 surest of 190 are left out
    assert [row.id in bucket for row, bucket in zip(rows, buckets, strict=True)] == [True] * 9
    assert rows[0].why == "votes in bucket 1 of 9"


def test_of_a_bucket_it_takes_the_row_with_most_votes_left(pool, first):
    _different, votes = vote_k.votes_of(pool, first)
    row, *_others = select(pool, Want(labelled=first), 3, Random(0))
    bucket = np.array([int(id) for id in pool.ids[::-1] if id not in first][19:76])
    scores = votes.scores()[bucket]
    assert row.score == scores.max()
    assert int(row.id) == min(bucket[scores == scores.max()])


def test_what_is_missing_is_drawn_from_the_rest(pool, first):
    some = Pool(pool.ids, vectors=pool.vectors, confidence=[i if i < 4 else np.nan for i in range(200)])
    rows = select(some, Want(labelled=first), 12, Random(0))
    assert len({row.id for row in rows} - set(first)) == 12
    assert [row.why for row in rows].count("random") >= 8
    assert rows != select(some, Want(labelled=first), 12, Random(1))


def test_no_more_than_there_are(pool):
    small = pool.take(range(5))
    assert {row.id for row in select(small, Want(), 9, Random(0))} == set(small.ids)
