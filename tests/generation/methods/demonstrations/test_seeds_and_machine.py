from random import Random

import pytest

from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.seeds_and_machine import select


def pool_of(people, models, **columns):
    return Pool([f"{i:03d}" for i in range(people + models)], machine=[False] * people + [True] * models, **columns)


@pytest.mark.parametrize(
    ("people", "models", "k", "shown"),
    [
        (175, 0, 8, (8, 0)),  # the first prompt
        (175, 1, 8, (7, 1)),
        (175, 900, 8, (6, 2)),  # as published: six seeds and two of the model's
        (175, 900, 3, (3, 0)),  # a quarter of three is none
        (3, 900, 8, (3, 1)),  # few seeds: the share holds for what is shown
        (0, 900, 8, (0, 0)),
        (2, 0, 8, (2, 0)),
    ],
)
def test_the_share_of_the_model_is_capped(people, models, k, shown):
    why = [row.why for row in select(pool_of(people, models), Want(), k, Random(1))]
    assert (why.count("human"), why.count("machine")) == shown


def test_other_shares_hold_too():
    for machine_share in (0, 0.1, 0.3, 0.5, 0.7):
        why = [r.why for r in select(pool_of(50, 50), Want(), 10, Random(2), machine_share=machine_share)]
        assert (len(why), why.count("machine")) == (10, round(10 * machine_share))
    with pytest.raises(ValueError):
        select(pool_of(5, 5), Want(), 4, Random(0), machine_share=1)


def test_the_two_kinds_are_shuffled():
    places = {
        place
        for seed in range(40)
        for place, row in enumerate(select(pool_of(20, 20), Want(turn=seed), 8, Random(seed)))
        if row.why == "machine"
    }
    assert places == set(range(8))


def test_the_budget_holds_for_both_together_and_keeps_the_share():
    pool = pool_of(20, 20, tokens=[10] * 20 + [5] * 20)
    rows = select(pool, Want(tokens=45), 8, Random(0))
    assert sum(10 if row.why == "human" else 5 for row in rows) <= 45
    assert [row.why for row in rows].count("machine") <= len(rows) / 4
