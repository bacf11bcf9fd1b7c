"""What weights and trainings do to a student: known effects on the bench of the catalogue."""

import numpy as np
import pytest

from annotation.methods.weighting.effect import TRAINING, WEIGHTS, Rows, effects
from annotation.methods.weighting.registry import WEIGHTING
from generation.methods.students.robust import TRAININGS
from tests.annotation.methods.weighting.bench import CLASSES, lesson


def rows(size=600, checked=120):
    """Digits with 15 % wrong labels, of which people have checked some."""
    whole, wrong = lesson()
    truth_of_all = np.where(wrong, -1, whole.labels)
    right = np.flatnonzero(truth_of_all >= 0)
    truth = np.full(size, -1)
    some = right[right < size][:checked]
    truth[some] = truth_of_all[some]
    features = whole.rows[:size]
    groups = np.arange(size)
    return Rows(features, features, whole.labels[:size], truth, groups, np.zeros(size, dtype=bool), CLASSES)


@pytest.fixture(scope="module")
def found():
    return effects(rows())


def test_every_way_is_tried_on_the_same_checked_rows(found):
    assert (found["n"], found["plain"]["n"]) == (120, 120)
    assert [one["id"] for one in found["ways"]] == [*WEIGHTING, *TRAININGS]
    tried = [one for one in found["ways"] if not one["refused"]]
    assert all(one["accuracy"]["n"] == one["difference"]["n"] == 120 for one in tried)
    for one in tried:
        assert one["difference"]["low"] <= one["difference"]["value"] <= one["difference"]["high"]
        assert one["difference"]["value"] == pytest.approx(one["accuracy"]["value"] - found["plain"]["value"])


def test_what_expects_wrong_labels_does_better_where_labels_are_wrong(found):
    gains = {one["id"]: one["difference"]["value"] for one in found["ways"] if not one["refused"]}
    assert gains["sungen"] > 0
    assert gains["reverse"] > 0


def test_weights_tell_how_many_rows_they_leave_and_trainings_leave_all(found):
    assert all(0 < one["effective"] <= 1 for one in found["ways"] if one["kind"] == WEIGHTS and not one["refused"])
    assert all(one["effective"] is None for one in found["ways"] if one["kind"] == TRAINING)


def test_without_texts_of_a_target_nothing_is_weighed_towards_it(found):
    refused = {one["id"] for one in found["ways"] if one["refused"]}
    assert {"label_shift", "covariate_shift"} <= refused


def test_with_few_checked_rows_there_is_nothing_to_hold_it_against():
    assert effects(rows(checked=19)) == {"n": 19}


def test_the_same_rows_give_the_same_figures():
    few = rows(size=200, checked=40)
    assert effects(few) == effects(few)
