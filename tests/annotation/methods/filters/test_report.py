import numpy as np
import pytest

from annotation.methods.filters.grade import graded
from annotation.methods.filters.registry import FILTERS
from annotation.methods.filters.report import Counts, counts, dropped_to_review, false_drops

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


def test_the_false_drop_rate_has_wilsons_interval_and_no_value_where_nobody_looked():
    rate = false_drops([True] * 20 + [False] * 80)
    assert (round(rate.value, 3), round(rate.low, 3), round(rate.high, 3)) == (0.2, 0.133, 0.289)
    assert false_drops([]).value is None


def test_a_filter_that_lacks_its_column_or_knows_no_such_setting_says_so():
    with pytest.raises(ValueError, match="alpagasus lacks"):
        FILTERS["alpagasus"].keep({}, np.zeros(1, dtype=int))
    with pytest.raises(ValueError, match="no setting sharpness"):
        FILTERS["alpagasus"].keep({"grades": np.ones(1)}, np.zeros(1, dtype=int), sharpness=2)
