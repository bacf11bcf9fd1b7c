from collections import Counter
from random import Random

from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.seed_sets import select

FIFTEEN = Pool([f"{i:02d}" for i in range(15)], labels=["a"] * 5 + ["b"] * 5 + ["c"] * 5)


def prompts(pool, turns, k=3, **settings):
    return [tuple(r.id for r in select(pool, Want(turn=turn), k, Random(turn), **settings)) for turn in range(turns)]


def test_fifteen_seeds_are_five_sets_of_three_used_equally_often():
    used = Counter(frozenset(ids) for ids in prompts(FIFTEEN, 100))
    assert sorted(used.values()) == [20] * 5
    assert sorted(id for ids in used for id in ids) == list(FIFTEEN.ids)


def test_seeds_that_stand_together_come_into_different_sets():
    labels = dict(zip(FIFTEEN.ids, FIFTEEN.labels, strict=True))
    assert all({labels[id] for id in ids} == {"a", "b", "c"} for ids in prompts(FIFTEEN, 5))


def test_within_a_set_the_order_rotates():
    first_set = prompts(FIFTEEN, 15)[::5]
    assert {ids[0] for ids in first_set} == {ids[1] for ids in first_set} == set(first_set[0])


def test_other_numbers_give_the_sets_that_there_are():
    assert len(set(map(frozenset, prompts(FIFTEEN.take(range(8)), 30)))) == 2
    assert set(map(frozenset, prompts(FIFTEEN.take(range(2)), 30))) == {frozenset(["00", "01"])}
    assert len(set(map(frozenset, prompts(FIFTEEN, 30, sets=2)))) == 2
    assert prompts(FIFTEEN.take([]), 1) == [()]
