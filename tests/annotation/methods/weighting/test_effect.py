"""What weights and trainings do to a student: known effects on the bench of the catalogue."""

from dataclasses import replace

import numpy as np
import pytest

from annotation.methods.weighting import effect
from annotation.methods.weighting.effect import TRAINING, WEIGHTS, Rows, effects
from annotation.methods.weighting.judged import CHOSEN, DRAWN
from annotation.methods.weighting.registry import WEIGHTING
from generation.methods.students.robust import TRAININGS
from generation.methods.students.student import out_of_fold
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
    nothing = np.zeros(size, dtype=bool)
    return Rows(features, features, whole.labels[:size], truth, np.arange(size), nothing, nothing, CLASSES)


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
    assert effects(rows(checked=19)) == {"n": 19, "drawn": 0}


def test_the_same_rows_give_the_same_figures():
    few = rows(size=200, checked=40)
    assert effects(few) == effects(few)


def marked(of, name, count):
    """The same rows with the first checked ones drawn by chance, or not written by a model."""
    mask = np.zeros(len(of.truth), dtype=bool)
    mask[np.flatnonzero(of.truth >= 0)[:count]] = True
    return replace(of, **{name: mask})


def test_rows_that_chance_drew_are_the_test_and_all_others_teach():
    found = effects(marked(rows(size=300, checked=60), "drawn", 30))
    assert (found["basis"], found["n"], found["drawn"], found["plain"]["n"]) == (DRAWN, 30, 30, 30)
    tried = [one for one in found["ways"] if not one["refused"]]
    assert {(one["basis"], one["accuracy"]["n"]) for one in tried} == {(DRAWN, 30)}


def test_too_few_drawn_rows_leave_the_chosen_ones_and_say_so():
    found = effects(marked(rows(size=200, checked=40), "drawn", 19))
    assert (found["basis"], found["n"], found["drawn"]) == (CHOSEN, 40, 19)
    assert {one["basis"] for one in found["ways"] if not one["refused"]} == {CHOSEN}


def test_drawn_rows_tell_what_a_student_does_on_all_where_suspicious_ones_do_not(monkeypatch):
    monkeypatch.setattr(effect, "WEIGHTING", {})
    monkeypatch.setattr(effect, "TRAININGS", {})
    whole, wrong = lesson()
    hidden = np.where(wrong, -1, whole.labels)[:400]
    known, rng = np.flatnonzero(hidden >= 0), np.random.default_rng(0)
    everything = rows(size=400, checked=len(known))
    chosen, drawn = known[_doubt(everything)[known].argsort()[-80:]], rng.choice(known, 80, replace=False)
    truth = np.where(np.isin(np.arange(400), np.concatenate([chosen, drawn])), hidden, -1)
    found = effects(replace(everything, truth=truth, drawn=np.isin(np.arange(400), drawn)))
    of_suspicious = effects(replace(everything, truth=np.where(np.isin(np.arange(400), chosen), hidden, -1)))
    on_all = effects(everything)["plain"]["value"]
    assert found["plain"]["low"] <= on_all <= found["plain"]["high"]
    assert of_suspicious["plain"]["high"] < on_all


def _doubt(of):
    chances = out_of_fold(of.features, of.given, len(CLASSES), random_state=0)
    return 1 - chances[np.arange(len(of.given)), of.given]


def test_weights_towards_a_target_are_judged_on_rows_that_no_model_wrote():
    found = effects(marked(rows(size=300, checked=60), "real", 25))
    towards = {one["id"]: one for one in found["ways"] if one["of"] == "target"}
    assert set(towards) == {"label_shift", "covariate_shift"}
    assert {one["accuracy"]["n"] for one in towards.values()} == {25}
    assert {one["plain"]["n"] for one in towards.values()} == {25}
    assert found["n"] == 60


def test_towards_a_target_of_which_too_few_are_checked_there_is_no_figure_and_it_says_how_many():
    found = effects(marked(rows(size=200, checked=40), "real", 19))
    towards = [one for one in found["ways"] if one["of"] == "target"]
    assert [one["refused"]["values"] for one in towards] == [{"n": 19, "least": 20}] * 2
    assert all("accuracy" not in one for one in towards)
