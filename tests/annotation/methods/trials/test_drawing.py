"""Halves are drawn at random, alike in their labels, and a held-out item was never used."""

import random
from collections import Counter

import pytest

from annotation.methods.trials.drawing import DEVELOPMENT, HELD_OUT, draw, evenly, quotas


def labels(**counts):
    return dict(enumerate(label for label, count in counts.items() for _one in range(count)))


def halves(drawn):
    return {half: {item for item, one in drawn.items() if one.half == half} for half in (DEVELOPMENT, HELD_OUT)}


def test_both_halves_have_their_size_and_nothing_in_common():
    found = halves(draw(labels(a=80, b=40), development=60, held_out=30, seed=1))
    assert (len(found[DEVELOPMENT]), len(found[HELD_OUT])) == (60, 30)
    assert not found[DEVELOPMENT] & found[HELD_OUT]


def test_the_same_seed_draws_the_same_and_another_one_others():
    items = labels(a=50, b=50)
    first = draw(items, development=20, held_out=20, seed=1)
    assert draw(dict(reversed(items.items())), development=20, held_out=20, seed=1) == first
    assert draw(items, development=20, held_out=20, seed=2) != first


def test_every_item_has_the_same_chance():
    counts = Counter()
    for seed in range(600):
        counts.update(halves(draw(labels(a=30, b=10), development=8, held_out=8, seed=seed))[HELD_OUT])
    assert max(abs(counts[item] / 600 - 0.2) for item in range(40)) < 0.08


def test_labels_are_drawn_in_proportion_and_weigh_the_same():
    drawn = draw(labels(a=60, b=30), development=30, held_out=30, seed=1)
    held = [labels(a=60, b=30)[item] for item, one in drawn.items() if one.half == HELD_OUT]
    assert Counter(held) == {"a": 20, "b": 10}
    assert {one.weight for one in drawn.values()} == {1.0}


def test_a_rare_label_is_drawn_more_often_and_weighs_less():
    items = labels(common=180, rare=20)
    drawn = draw(items, development=50, held_out=50, seed=1, least=10)
    held = {item: one.weight for item, one in drawn.items() if one.half == HELD_OUT}
    assert Counter(items[item] for item in held) == {"common": 40, "rare": 10}
    assert sum(held.values()) / len(held) == pytest.approx(1)
    rare = sum(weight for item, weight in held.items() if items[item] == "rare")
    assert rare / sum(held.values()) == pytest.approx(20 / 200)


def test_only_fresh_items_are_held_out_and_the_others_serve_for_development():
    found = halves(draw(labels(a=40), development=15, held_out=15, seed=1, fresh=range(20, 40)))
    assert found[HELD_OUT] <= set(range(20, 40))
    assert found[DEVELOPMENT] <= set(range(20))


def test_fewer_items_make_smaller_halves():
    assert draw({}, development=10, held_out=10, seed=1) == {}
    assert len(draw(labels(a=5), development=10, held_out=3, seed=1)) == 5


def test_quotas_add_up():
    assert quotas({"a": 1, "b": 1, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}
    assert quotas({"a": 100, "b": 3}, 20, least=5) == {"a": 17, "b": 3}
    assert quotas({"a": 2, "b": 2, "c": 2}, 3, least=2) == {"a": 1, "b": 1, "c": 1}


def test_items_are_asked_evenly_over_the_labels_as_far_as_there_are_any():
    items = labels(a=40, b=3, c=20)
    drawn = Counter(items[item] for item in evenly(items, 20, seed=1))
    assert drawn == {"a": 9, "b": 3, "c": 8}


def test_what_was_asked_before_counts_in():
    items = labels(a=40, b=40)
    assert Counter(items[one] for one in evenly(items, 10, seed=1, before={"a": 6})) == {"a": 2, "b": 8}


def test_the_same_seed_asks_the_same_and_another_one_others():
    items = labels(a=50, b=50)
    assert evenly(dict(reversed(items.items())), 10, seed="7/3") == evenly(items, 10, seed="7/3")
    assert evenly(items, 10, seed="7/3") != evenly(items, 10, seed="7/4")


def test_no_two_labels_that_still_have_items_are_more_than_one_apart():
    rng = random.Random(5)
    for seed in range(100):
        items = labels(**{name: rng.randint(1, 12) for name in "abcd"})
        n = rng.randint(1, len(items) + 3)
        drawn = evenly(items, n, seed=seed)
        assert len(drawn) == len(set(drawn)) == min(n, len(items))
        counts, sizes = Counter(items[item] for item in drawn), Counter(items.values())
        open_ones = [counts[name] for name in sizes if counts[name] < sizes[name]]
        assert all(max(counts.values()) - count <= 1 for count in open_ones)


def test_of_a_label_every_item_is_as_likely():
    counts = Counter(item for seed in range(1000) for item in evenly(labels(a=20, b=4), 8, seed=seed))
    assert max(abs(counts[item] / 1000 - 0.2) for item in range(20)) < 0.05
    assert all(counts[item] == 1000 for item in range(20, 24))


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        evenly(labels(a=1), -1, seed=1)
