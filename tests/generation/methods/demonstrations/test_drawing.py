from collections import Counter
from random import Random

import numpy as np

from generation.methods.demonstrations.drawing import drawn, filled, in_turn
from generation.methods.demonstrations.pool import Pool


def pool_of(uses, **columns):
    return Pool([f"{i:03d}" for i in range(len(uses))], uses=uses, **columns)


def test_no_row_is_used_more_than_three_times_the_mean():
    uses = np.zeros(60, dtype=int)
    for prompt in range(200):
        for row in drawn(pool_of(uses), np.arange(60), 3, Random(prompt))[:3]:
            uses[row] += 1
        assert uses.max() <= max(1, 3 * uses.mean())
    assert uses.sum() == 600


def test_without_the_cap_the_same_draws_would_break_it():
    uses = np.zeros(60, dtype=int)
    broken = False
    for prompt in range(200):
        uses[Random(prompt).sample(range(60), 3)] += 1
        broken |= uses.max() > max(1, 3 * uses.mean())
    assert broken


def test_where_only_overused_rows_are_left_the_least_used_come_first():
    uses = [0] * 8 + [50, 40]
    order = drawn(pool_of(uses), np.arange(10), 10, Random(0))
    assert sorted(order[:8]) == list(range(8))
    assert order[8:] == [9, 8]


def test_the_budget_is_filled_with_whole_rows():
    pool = pool_of([0] * 4, tokens=[50, 70, 40, 10], labels=["a", "a", "b", "a"])
    assert filled(pool, [0, 1, 2, 3], 4, 100) == [0, 2, 3]
    assert filled(pool, [0, 1, 2, 3], 2, 100) == [0, 2]
    assert filled(pool, [0, 1, 2, 3], 4, 5) == []
    assert filled(pool, [0, 1, 2, 3], 4, per_label=1) == [0, 2]


def test_a_set_shown_again_and_again_shows_each_row_once_in_each_place():
    pool = pool_of([0] * 9)
    orders = [in_turn(pool, rows, turn) for turn, rows in enumerate([[4, 7, 2], [2, 4, 7], [7, 4, 2]])]
    for place in range(3):
        assert Counter(order[place] for order in orders) == {2: 1, 4: 1, 7: 1}
    assert in_turn(pool, [], 3) == []


def test_the_order_of_a_set_does_not_follow_the_ids():
    pool = pool_of([0] * 40)
    rising = sum(in_turn(pool, [i, i + 1], 0) == [i, i + 1] for i in range(39))
    assert 10 < rising < 29
