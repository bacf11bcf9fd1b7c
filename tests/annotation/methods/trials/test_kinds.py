"""Before and after a change, by the measure of each kind, of items that stand for several each."""

import numpy as np
import pytest

from annotation.methods.agreement.kinds import MEASURES as OF_TWO_SIDES
from annotation.methods.agreement.rating import weighted_kappa
from annotation.methods.trials import kinds
from annotation.methods.trials.thresholds import OF_KINDS, Thresholds
from annotation.methods.trials.verdict import checks_of_kind, verdict_of, whole


def span(start, end, label="name"):
    return {"start": start, "end": end, "label": label}


#: kind -> ten pairs (people, model), half of them the same.
PAIRS = {
    "multi_label": [(["a", "b"], ["a"]), (["a"], ["a"])] * 5,
    "rating": [(1, 1), (2, 3), (5, 5), (4, 1), (3, 3), (2, 2), (1, 2), (5, 4), (4, 4), (3, 1)],
    "ranking": [([["x"], ["y"], ["z"]], [["y"], ["x"], ["z"]]), ([["x"], ["y"], ["z"]], [["x"], ["y"], ["z"]])] * 5,
    "text": [("abcd", "abce"), ("same", "same")] * 5,
    "spans": [([span(0, 4)], [span(0, 5)]), ([span(0, 4)], [span(0, 4)])] * 5,
}
BY_HAND = {"multi_label": 3 / 4, "ranking": 5 / 6, "text": 7 / 8, "spans": 1 / 2}


def same_ones(kind):
    return [(people, people) for people, _model in PAIRS[kind]]


@pytest.mark.parametrize("kind", BY_HAND)
def test_the_first_measure_is_the_one_by_hand(kind):
    first = kinds.figures(kind, PAIRS[kind], [1.0] * 10)[0]
    assert first.value == pytest.approx(BY_HAND[kind])
    assert first.low < first.value < first.high


@pytest.mark.parametrize("kind", OF_KINDS)
def test_equal_weights_give_what_the_comparison_of_two_sides_gives(kind):
    there = {one.id: one for one in OF_TWO_SIDES[kind].figures(PAIRS[kind])}
    for one in kinds.figures(kind, PAIRS[kind], [2.5] * 10):
        other = weighted_kappa(PAIRS[kind]) if one.id == "weighted_kappa" else there[one.id]
        assert one.value == pytest.approx(other.value)


@pytest.mark.parametrize("kind", OF_KINDS)
def test_an_item_that_weighs_twice_counts_as_two_items(kind):
    pairs = PAIRS[kind]
    weighed = kinds.figures(kind, pairs, [2.0, *[1.0] * 9])[0]
    assert weighed.value == pytest.approx(kinds.figures(kind, [pairs[0], *pairs], [1.0] * 11)[0].value)
    assert weighed.n == 10


@pytest.mark.parametrize("kind", OF_KINDS)
def test_the_difference_is_that_of_the_two_values_and_turns_round_with_them(kind):
    pairs, weights = PAIRS[kind], np.linspace(0.5, 1.5, 10).tolist()
    before, after = (kinds.figures(kind, one, weights)[0].value for one in (pairs, same_ones(kind)))
    gain, loss = (
        kinds.difference(kind, pairs, same_ones(kind), weights),
        kinds.difference(kind, same_ones(kind), pairs, weights),
    )
    assert gain.value == pytest.approx(after - before)
    assert loss.value == pytest.approx(-gain.value)
    assert 0 < gain.low <= gain.value <= gain.high


@pytest.mark.parametrize("kind", OF_KINDS)
def test_where_nothing_changed_the_difference_is_nought_with_an_interval_around_it(kind):
    found = kinds.difference(kind, PAIRS[kind], PAIRS[kind], [1.0] * 10)
    assert found.value == 0
    assert found.low < 0 < found.high


@pytest.mark.parametrize("kind", OF_KINDS)
def test_full_agreement_still_has_a_lower_limit_that_grows_with_the_items(kind):
    few, many = (kinds.figures(kind, same_ones(kind) * times, [1.0] * 10 * times)[0] for times in (1, 20))
    assert few.value == many.value == pytest.approx(1)
    assert 0.6 < few.low < 0.8 < 0.95 < many.low < 1


@pytest.mark.parametrize("kind", OF_KINDS)
def test_nothing_to_say_where_there_is_no_item(kind):
    assert all(one.value is None for one in kinds.figures(kind, [], []))
    assert kinds.difference(kind, [], [], []).value is None


def test_items_where_nobody_marked_anything_say_nothing():
    found = kinds.figures("spans", [([], []), *PAIRS["spans"]], [1.0] * 11)[0]
    assert (found.value, found.n) == (pytest.approx(0.5), 10)


def test_ratings_that_never_vary_have_no_kappa_and_no_verdict():
    found = kinds.figures("rating", [(5, 5)] * 30, [1.0] * 30)
    assert found[0].value is None
    assert found[1].value == 1
    assert verdict_of(checks_of_kind("rating", found[0], Thresholds())) == "too_few"


def test_f1_of_each_label_by_weight():
    pairs = [(["a"], ["a"]), (["a", "b"], ["b"]), ([], ["a"])]
    a, b, c = kinds.by_label("multi_label", pairs, [1.0, 1.0, 2.0], ["a", "b", "c"])
    assert (a.support, a.said, a.f1) == (2, 2, pytest.approx(2 / 5))
    assert (b.f1, c.f1) == (1, None)
    spans = [([span(0, 4), span(6, 9)], [span(0, 4), span(7, 9)])]
    assert kinds.by_label("spans", spans, [1.0], ["name"])[0].f1 == pytest.approx(0.5)


def test_nineteen_of_twenty_intervals_hold_the_difference():
    rng, held = np.random.default_rng(7), 0
    for _one in range(60):
        pairs = [
            [(["a", "b"], ["a"] if rng.random() < wrong else ["a", "b"]) for _item in range(80)] for wrong in (0.5, 0.2)
        ]
        found = kinds.difference("multi_label", *pairs, [1.0] * 80)
        held += found.low <= 0.15 <= found.high
    assert held >= 52


class TestVerdict:
    def figure(self, n, right=1.0):
        pairs = [(["a"], ["a"] if item < right * n else ["b"]) for item in range(n)]
        return kinds.figures("multi_label", pairs, [1.0] * n)[0]

    def test_go_from_the_lower_limit_on(self):
        (check,) = checks_of_kind("multi_label", self.figure(60), Thresholds())
        assert (check.what, check.wanted, check.passed, check.n) == ("jaccard", 0.7, True, 60)
        assert verdict_of([check]) == "go"

    def test_no_go_below_it(self):
        assert verdict_of(checks_of_kind("multi_label", self.figure(60, 0.7), Thresholds())) == "no_go"

    def test_too_few_say_nothing_either_way(self):
        for right in (0.0, 1.0):
            assert verdict_of(checks_of_kind("multi_label", self.figure(9, right), Thresholds())) == "too_few"

    def test_what_nobody_set_is_not_judged(self):
        assert verdict_of(checks_of_kind("text", self.figure(60), Thresholds())) == ""

    def test_all_questions_together(self):
        assert whole(["go", ""]) == "go"
        assert whole(["go", "too_few", ""]) == whole(["too_few", ""]) == whole([""]) == "too_few"
        assert whole(["go", "no_go", "too_few"]) == "no_go"
