"""The known answers of the catalogue (human.md 5), then the edges."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from scipy.stats import kstest

from annotation.methods.attention.gold import decision, worn_items
from annotation.methods.attention.hurry import fast_runs, floor_s, predicted_s, slow_items, too_fast
from annotation.methods.attention.one_label import most_given
from annotation.methods.attention.order import autocorrelation
from annotation.methods.attention.stamps import rubber_stamp
from annotation.methods.attention.tiring import slope
from generation.methods.estimates import wilson

TIMES = 0.2  # of the noise of log seconds


def one_sitting(labels) -> pd.DataFrame:
    return pd.DataFrame({"session": 0, "label": list(labels)})


@pytest.mark.parametrize(("right", "below", "advice"), [(3, 0.9957, "pause"), (8, 0.3127, "")])
def test_ten_checks_of_which_seven_in_ten_are_asked_for(right, below, advice):
    found = decision(right, 10, least=0.7)
    assert found.below == pytest.approx(below, abs=5e-5)
    assert found.advice == advice


@pytest.mark.parametrize(("right", "advice"), [(2, "pause"), (3, "pause"), (4, "retrain"), (5, ""), (10, "")])
def test_four_of_ten_suggest_a_talk_and_fewer_a_pause(right, advice):
    assert decision(right, 10).advice == advice


def test_nobody_is_judged_without_checks():
    found = decision(0, 0)
    assert (found.share.value, found.below, found.advice) == (None, pytest.approx(0.7), "")


@pytest.mark.parametrize("least", [0, 1])
def test_what_is_asked_for_lies_between_nothing_and_all(least):
    with pytest.raises(ValueError, match="between 0 and 1"):
        decision(1, 2, least=least)


def checks(*missed_by: int, people=10, items=8) -> pd.DataFrame:
    """Ten people, eight items; the first is missed by the first so many, all else is right."""
    rows = [(item, person, True) for item in range(items) for person in range(people)]
    table = pd.DataFrame(rows, columns=["item", "person", "right"])
    table.loc[(table["item"] == 0) & (table["person"] < missed_by[0]), "right"] = False
    return table


def test_an_item_that_more_than_three_in_ten_good_people_miss_is_bad():
    assert worn_items(checks(3)) == []
    (found,) = worn_items(checks(4))
    assert (found.item, found.why, found.missed.count, found.missed.n) == (0, "missed", 4, 10)


def test_only_those_who_are_good_on_other_items_say_so():
    table = checks(4)
    table.loc[(table["person"] < 4) & table["item"].between(1, 5), "right"] = False
    assert worn_items(table) == []


def test_an_item_that_twenty_people_saw_is_known():
    assert worn_items(checks(0, people=19)) == []
    assert {one.why for one in worn_items(checks(0, people=20))} == {"seen"}


def test_alternating_labels_are_far_below_chance():
    found = autocorrelation(one_sitting("ab" * 100))
    assert found.value == pytest.approx(-0.5, abs=0.01)
    assert found.value < found.low
    assert found.p < 0.01


def test_runs_of_a_label_are_far_above_chance():
    found = autocorrelation(one_sitting("a" * 50 + "b" * 50))
    assert found.value > found.high
    assert found.p < 0.01


def test_labels_without_memory_give_every_p_alike():
    rng = np.random.default_rng(7)
    found = [autocorrelation(one_sitting(rng.choice(list("aabc"), 80)), permutations=200).p for _ in range(200)]
    assert kstest(found, "uniform").pvalue > 0.01


def test_days_that_differ_are_no_memory():
    """Nine in ten of one label in the first sitting, of the other in the second, each without memory."""
    rng = np.random.default_rng(1)
    labels = [*rng.choice(["a", "b"], 300, p=[0.9, 0.1]), *rng.choice(["a", "b"], 300, p=[0.1, 0.9])]
    found = autocorrelation(pd.DataFrame({"session": [0] * 300 + [1] * 300, "label": labels}))
    assert found.low <= found.value <= found.high


def test_names_of_labels_and_sittings_change_nothing():
    rng = np.random.default_rng(2)
    table = pd.DataFrame({"session": np.repeat([0, 1], 40), "label": rng.choice(["a", "b"], 80)})
    other = table.assign(session=table["session"].map({0: 7, 1: 3}), label=table["label"].map({"a": "z", "b": "y"}))
    assert autocorrelation(table).value == pytest.approx(autocorrelation(other).value)


@pytest.mark.parametrize(("labels", "reason"), [("ab" * 10, "fewer than twenty"), ("a" * 40, "one label")])
def test_of_few_answers_or_of_one_label_no_order_is_told(labels, reason):
    found = autocorrelation(one_sitting(labels))
    assert found.value is None
    assert reason in found.reason


def given(**people: str) -> pd.DataFrame:
    rows = [(name, label) for name, labels in people.items() for label in labels]
    return pd.DataFrame(rows, columns=["person", "label"])


def test_who_always_says_the_same_where_others_do_not_stands_out():
    found = most_given(given(ann="a" * 30, ben="ab" * 15))
    assert found["ann"].stands_out
    assert (found["ann"].label, found["ann"].share.n, found["ann"].others.value) == ("a", 30, 0.5)
    assert not found["ben"].stands_out


def test_where_nearly_all_items_have_one_label_nobody_stands_out():
    assert not any(one.stands_out for one in most_given(given(ann="a" * 30, ben="a" * 59 + "b")).values())


def test_of_somebody_alone_only_the_very_same_answer_does():
    assert most_given(given(ann="a" * 20))["ann"].stands_out
    assert not most_given(given(ann="a" * 19))["ann"].stands_out
    assert not most_given(given(ann="a" * 99 + "b"))["ann"].stands_out


def test_two_hundred_words_take_twelve_seconds_at_least():
    assert floor_s(200) == 12


def timed(n=400, seed=0) -> pd.DataFrame:
    """Times of the very model: two people, ben half as fast again, words to the power of a half."""
    rng = np.random.default_rng(seed)
    person, words = rng.choice(["ann", "ben"], n), rng.integers(5, 120, n)
    logs = 1 + 0.5 * np.log(words) + np.where(person == "ben", 0.4, 0) + rng.normal(0, TIMES, n)
    return pd.DataFrame({"person": person, "words": words, "label": rng.choice(["a", "b"], n), "seconds": np.exp(logs)})


def test_times_are_foretold_by_person_words_and_label():
    table = timed()
    true = np.exp(1 + 0.5 * np.log(table["words"]) + np.where(table["person"] == "ben", 0.4, 0))
    assert np.abs(np.log(predicted_s(table) / true)).max() < 4 * TIMES / np.sqrt(100)


def test_coffee_breaks_foretell_nothing():
    table = timed()
    table.loc[:20, "seconds"] = 1500.0
    assert np.abs(np.log(predicted_s(table) / predicted_s(timed()))).max() < 0.1


def test_labels_that_hardly_come_twice_share_a_level():
    """As where answers are texts: one column each would hold gigabytes."""
    table = timed(4000).assign(label=[f"text {n}" for n in range(4000)])
    true = np.exp(1 + 0.5 * np.log(table["words"]) + np.where(table["person"] == "ben", 0.4, 0))
    assert np.abs(np.log(predicted_s(table)[300:] / true[300:])).median() < 0.05


def test_of_few_answers_the_floor_alone_holds():
    few = timed(20)
    assert predicted_s(few).isna().all()
    table = pd.DataFrame({"words": [200, 200], "seconds": [11.0, 13.0], "predicted": [np.nan, np.nan]})
    assert list(too_fast(table)) == [True, False]


def test_too_fast_is_below_the_floor_or_three_tenths_of_what_is_foretold():
    table = pd.DataFrame({"words": 10, "seconds": [2.9, 3.1, 0.5, None], "predicted": [10.0, 10.0, 1.0, 10.0]})
    assert list(too_fast(table)) == [True, False, True, False]


def test_five_in_a_row_of_one_sitting_are_a_run():
    table = pd.DataFrame({"person": "ann", "session": [0] * 7 + [1] * 4, "position": [*range(1, 8), *range(1, 5)]})
    table["fast"] = [False, True, True, True, True, True, False, True, True, True, True]
    (run,) = fast_runs(table)
    assert (run.person, run.first, run.last, run.count) == ("ann", 1, 5, 5)
    assert fast_runs(table.assign(fast=False)) == []


def test_items_that_take_far_longer_than_foretold_are_listed():
    table = pd.DataFrame({"item": [1, 1, 2, 2, 3], "seconds": [50, 70, 10, 90, 40], "predicted": 10.0})
    found = slow_items(table)
    assert list(found.itertuples(index=False, name=None)) == [(1, 6.0, 2), (2, 5.0, 2), (3, 4.0, 1)]
    assert slow_items(table.assign(predicted=np.nan)).empty


def test_suggestions_that_are_hardly_ever_changed_are_a_question():
    """An audit found 12 to 20 % wrong: 2 of 100 is below half of it, 7 of 100 is not, and 0 of 20 says little."""
    assert rubber_stamp(wilson(2, 100), (0.12, 0.2)) is True
    assert rubber_stamp(wilson(7, 100), (0.12, 0.2)) is False
    assert rubber_stamp(wilson(0, 20), (0.12, 0.2)) is False
    assert rubber_stamp(wilson(0, 19), (0.12, 0.2)) is None
    assert rubber_stamp(wilson(2, 100), None) is None


def sat(rng, rise: float, n=600, length=100) -> pd.DataFrame:
    """Sittings of a hundred answers; the logit of an error, a tenth at first, rises by so much in their course."""
    position = np.tile(np.arange(1, length + 1), n // length)
    return pd.DataFrame({"position": position, "error": rng.random(n) < expit(logit(0.1) + rise * position / length)})


def test_who_errs_ever_more_is_seen():
    true = expit(logit(0.1) + 1.8 * 0.9) - expit(logit(0.1) + 1.8 * 0.01)
    found = [slope(sat(np.random.default_rng(seed), 1.8, n=1200)) for seed in range(400)]
    assert all(one.tires for one in found)
    assert {one.until for one in found} == {90}
    assert np.mean([one.value for one in found]) == pytest.approx(true, abs=0.02)
    assert np.mean([one.low < true < one.high for one in found]) > 0.92


def test_of_people_who_do_not_tire_one_in_a_hundred_is_called_tired():
    rng = np.random.default_rng(3)
    found = [slope(sat(rng, 0.0)) for _ in range(400)]
    assert sum(one.tires for one in found) / 400 < 0.02
    covered = sum(one.low <= 0 <= one.high for one in found) / 400
    assert 0.92 < covered < 0.98


def test_a_small_rise_is_no_alarm_however_sure():
    found = slope(sat(np.random.default_rng(0), 0.3, n=60_000))
    assert found.p < 0.01
    assert not found.tires


def test_without_errors_or_at_one_place_there_is_no_slope():
    rng = np.random.default_rng(0)
    assert slope(sat(rng, 0.3).assign(error=False)).value is None
    assert "one place" in slope(sat(rng, 0.3).assign(position=1)).reason
    assert slope(sat(rng, 0.3).head(0)).value is None


def test_a_perfect_split_runs_nowhere():
    found = slope(pd.DataFrame({"position": range(1, 41), "error": [False] * 20 + [True] * 20}))
    assert np.isfinite([found.value, found.low, found.high, found.p]).all()
