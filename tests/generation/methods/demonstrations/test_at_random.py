from collections import Counter
from random import Random

from generation.methods.demonstrations.at_random import select
from generation.methods.demonstrations.pool import Pool, Want

POOL = Pool([str(i) for i in range(10)], labels=["a" if i % 2 else "b" for i in range(10)], tokens=[30] * 10)


def shown(want, k=4, seed=0, pool=POOL):
    return [row.id for row in select(pool, want, k, Random(seed))]


def test_it_draws_rows_of_the_label_without_repeats():
    ids = shown(Want(label="a"))
    assert len(set(ids)) == 4
    assert set(ids) <= {"1", "3", "5", "7", "9"}


def test_without_a_label_all_are_drawn_from():
    assert {id for seed in range(20) for id in shown(Want(), seed=seed)} == set(POOL.ids)


def test_every_row_is_as_likely_and_every_place_too():
    places = Counter((id, place) for seed in range(2000) for place, id in enumerate(shown(Want(turn=seed), 2, seed)))
    assert len(places) == 20
    assert all(abs(count - 200) < 60 for count in places.values())


def test_fewer_rows_give_fewer_and_the_budget_cuts_none_short():
    assert len(shown(Want(label="a"), 9)) == 5
    assert shown(Want(label="c")) == []
    assert len(shown(Want(tokens=100))) == 3


def test_the_seed_decides_and_the_order_of_the_rows_does_not():
    backwards = Pool(POOL.ids[::-1], labels=POOL.labels[::-1])
    assert shown(Want(label="a"), 3, 7) == shown(Want(label="a"), 3, 7, backwards)
    assert len({tuple(shown(Want(label="a"), 3, seed)) for seed in range(9)}) > 1
