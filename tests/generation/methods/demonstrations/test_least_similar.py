from random import Random

import numpy as np
import pytest
from sklearn.preprocessing import normalize

from generation.methods.demonstrations import at_random
from generation.methods.demonstrations.least_similar import select
from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.vectors import highest_cosine


def at(degrees):
    angles = np.radians(degrees)
    return np.column_stack([np.cos(angles), np.sin(angles)])


#: directions in the plane; the query looks to 0 degrees
POOL = Pool(
    list("abcdef"),
    vectors=at([0, 30, 60, -60, 90, -50]),
    quality=[1, 1, 0, 1, 1, 1],
    tokens=[5, 5, 50, 5, 5, 5],
)
QUERY = at([0])[0]


def shown(k=3, pool=POOL, want=None, **settings):
    want = want or Want(query=QUERY, shown=at([0, 10]))
    return "".join(row.id for row in select(pool, want, k, Random(0), **settings))


def test_first_the_one_unlike_what_was_generated_then_the_one_farthest_from_the_chosen():
    # d is 60 degrees from what was shown, c 120 from d; then a is 60 from both, b only 30 from c and f 10 from d
    assert shown(3) == "dca"


def test_it_may_be_told_how_near_each_row_is_instead():
    near = highest_cosine(POOL.vectors, at([0, 10]))
    assert shown(3, want=Want(query=QUERY, near=near)) == "dca"


def test_the_scores_are_the_distances():
    first, second, third = select(POOL, Want(query=QUERY, shown=at([0, 10])), 3, Random(0))
    assert first.score == pytest.approx(0.5)
    assert second.score == pytest.approx(1.5)
    assert third.score == pytest.approx(0.5)
    assert [first.why, second.why] == ["unlike the shown", "unlike the chosen"]


def test_what_has_nothing_to_do_with_the_condition_is_never_shown():
    assert "e" not in shown(5)
    assert "e" in shown(5, relevant_from=-1)


def test_junk_is_kept_out_by_its_quality():
    assert "c" not in shown(5, quality_from=0.5)
    with pytest.raises(ValueError):
        shown(pool=Pool(["a"], vectors=at([0])), quality_from=0.5)


def test_the_budget_takes_whole_rows_and_an_empty_reservoir_is_no_hindrance():
    assert shown(3, want=Want(query=QUERY, shown=at([0, 10]), tokens=15)) == "dba"
    assert shown(2, want=Want(query=QUERY)) == "ac"
    assert shown(2, want=Want(query=QUERY, shown=np.zeros((0, 2)))) == "ac"


def test_what_is_shown_is_more_varied_than_random_rows():
    rng = np.random.default_rng(0)
    pool = Pool([f"{i:03d}" for i in range(200)], vectors=normalize(rng.normal(size=(200, 8)) + 1))
    want = Want(query=normalize(np.ones((1, 8)))[0], shown=pool.vectors[:50])
    rows = {id: row for row, id in enumerate(pool.ids)}

    def mean_cosine(chosen):
        vectors = pool.vectors[[rows[one.id] for one in chosen]]
        return (vectors @ vectors.T)[np.triu_indices(6, 1)].mean()

    random = [mean_cosine(at_random.select(pool, want, 6, Random(seed))) for seed in range(20)]
    assert mean_cosine(select(pool, want, 6, Random(0))) < min(random)
