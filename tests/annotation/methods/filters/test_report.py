import numpy as np
import pytest

from annotation.methods.filters.grade import graded
from annotation.methods.filters.pipeline import filtered
from annotation.methods.filters.report import Counts, counts, dropped_to_review, false_drops, may_be_on

GRADES = np.array([5, 5, 4, 4, np.nan, 5, 4, 5.0])
LABELS = np.array([0, 0, 0, 0, 0, 1, 1, -1])


def test_what_became_of_each_label_is_counted_with_its_share_before_and_after():
    found = counts(graded(GRADES, LABELS), LABELS, ["a", "b"])
    assert found == [
        Counts("a", 5, 2, 2, 1, 5 / 8, 3 / 5),
        Counts("b", 2, 1, 1, 0, 2 / 8, 1 / 5),
        Counts("", 1, 1, 0, 0, 1 / 8, 1 / 5),
    ]


def test_dropped_rows_are_drawn_for_review_evenly_and_each_once():
    decision = graded(np.where(np.arange(100) < 50, 1.0, 5.0), np.zeros(100, dtype=int))
    drawn = [dropped_to_review(decision, random_state=seed) for seed in range(400)]
    assert {len(set(rows)) for rows in drawn} == {20}
    share = np.bincount(np.concatenate(drawn), minlength=100) / 400
    assert not share[50:].any()
    assert 0.3 < share[:50].min() < 0.4 < share[:50].max() < 0.5
    assert len(dropped_to_review(graded(GRADES, LABELS))) == 3


def test_the_false_drop_rate_has_wilsons_interval_and_without_it_a_filter_is_off():
    rate = false_drops([True] * 20 + [False] * 80)
    assert (round(rate.value, 3), round(rate.low, 3), round(rate.high, 3)) == (0.2, 0.133, 0.289)
    assert may_be_on(rate)
    assert false_drops([]).value is None
    assert not may_be_on(false_drops([]))


def test_filters_run_one_after_the_other_on_what_is_left():
    size = 100
    own = np.linspace(0.5, 0.99, size)
    columns = {"probabilities": np.column_stack([own, 1 - own]), "grades": np.where(np.arange(size) % 2, 5.0, 1.0)}
    columns["grades"][99] = np.nan
    labels = np.zeros(size, dtype=int)
    result = filtered([("alpagasus", {}), ("margin", {"share": 0.2})], columns, labels)
    assert [(result.by == step).sum() for step in (0, 1)] == [51, 10], "50 graded low, one not; a fifth of 50"
    assert [(step.filter, len(step.rows)) for step in result.steps] == [("alpagasus", 100), ("margin", 50)]
    np.testing.assert_array_equal(np.flatnonzero(result.by == 1), np.arange(1, 20, 2))
    assert result.verdicts[99] == -1
    assert result.reason(0)["values"] == {"score": 1.0, "threshold": 4.5}
    assert "margin" in result.reason(1)["text"]
    assert result.reason(51) is None


def test_what_one_filter_cannot_judge_another_may_drop():
    columns = {"grades": np.array([np.nan, np.nan]), "words": np.array([0.0, 9.0])}
    result = filtered([("alpagasus", {}), ("length", {})], columns, np.zeros(2, dtype=int))
    np.testing.assert_array_equal(result.verdicts, [0, -1])
    np.testing.assert_array_equal(result.by, [1, 0])


def test_a_filter_that_lacks_its_column_or_knows_no_such_setting_says_so():
    with pytest.raises(ValueError, match="alpagasus lacks"):
        filtered([("alpagasus", {})], {}, np.zeros(1, dtype=int))
    with pytest.raises(ValueError, match="no setting sharpness"):
        filtered([("alpagasus", {"sharpness": 2})], {"grades": np.ones(1)}, np.zeros(1, dtype=int))
