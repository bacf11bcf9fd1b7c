"""A part of the items is weighed back to all of them, so that drawing evenly over the labels changes no share."""

import random

import pytest

from annotation.methods.trials.drawing import evenly
from annotation.methods.trials.weighted import difference, scale, share, weighed_back
from generation.methods.estimates import wilson


def test_equal_weights_are_wilsons_own():
    assert share([True, True, False, True], [1.0] * 4) == wilson(3, 4)


def test_a_weighted_share_by_hand():
    """Weights 2, 1, 1: right are 2 and 1 of 4; effective 16 / 6 items."""
    found = share([True, True, False], [2.0, 1.0, 1.0])
    expected = wilson(0.75 * 16 / 6, 16 / 6)
    assert (found.value, found.count, found.n) == (0.75, 2, 3)
    assert (found.low, found.high) == (pytest.approx(expected.low), pytest.approx(expected.high))
    assert scale([2.0, 1.0, 1.0]) * 4 == pytest.approx(16 / 6)


def test_nothing_has_no_share_and_no_difference():
    assert share([], []).value is None
    estimate, counts = difference([], [], [])
    assert estimate.value is None
    assert set(counts.values()) == {0}


def test_the_four_counts_are_of_items_and_the_difference_of_weights():
    estimate, counts = difference([True, False, False], [True, True, False], [1.0, 2.0, 1.0])
    assert counts == {"both": 1, "before": 0, "after": 1, "neither": 1}
    assert estimate.value == pytest.approx(0.5)


def test_a_part_weighs_as_much_by_label_as_all_of_it():
    labels = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b"}
    found = weighed_back(labels, dict.fromkeys(labels, 1.0), [1, 4, 5])
    assert found == {1: pytest.approx(9 / 5), 4: pytest.approx(3 / 5), 5: pytest.approx(3 / 5)}


def test_all_of_them_keep_their_weights_to_the_bit():
    labels, weights = {1: "a", 2: "b"}, {1: 0.3, 2: 1.7}
    assert weighed_back(labels, weights, [2, 1]) == weights
    assert weighed_back(labels, weights, []) == {}


def test_asked_evenly_and_weighed_back_tells_the_share_of_the_half():
    """Of label a nine in ten are right, of b one in ten: .74 together. Over many draws of 20 that is what is told."""
    labels = {item: "a" if item < 80 else "b" for item in range(100)}
    right = {item: item % 10 != 0 if label == "a" else item % 10 == 0 for item, label in labels.items()}
    truth, told, flat = sum(right.values()) / 100, [], []
    for seed in range(300):
        kept = evenly(labels, 20, seed=seed)
        weights = weighed_back(labels, dict.fromkeys(labels, 1.0), kept)
        told.append(share([right[item] for item in kept], [weights[item] for item in kept]).value)
        flat.append(sum(right[item] for item in kept) / 20)
    assert sum(told) / 300 == pytest.approx(truth, abs=0.015)
    assert sum(flat) / 300 < truth - 0.15  # what it would be without


def test_weights_are_positive_with_mean_one_whatever_is_kept():
    rng = random.Random(3)
    for _turn in range(50):
        labels = {item: rng.choice("abc") for item in range(rng.randint(1, 30))}
        kept = rng.sample(sorted(labels), rng.randint(1, len(labels)))
        found = weighed_back(labels, dict.fromkeys(labels, 1.0), kept)
        assert found.keys() == set(kept)
        assert min(found.values()) > 0
        assert sum(found.values()) / len(found) == pytest.approx(1)
