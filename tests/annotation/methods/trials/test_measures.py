"""What is measured of an LLM's labels has known answers, and what is undefined is not zero."""

import numpy as np
import pandas as pd
import pytest

from annotation.methods.trials.measures import difference, measures
from annotation.methods.trials.thresholds import Thresholds
from annotation.methods.trials.verdict import GO, TOO_FEW, checks, verdict_of

YES_NO = ("yes", "no")


def table(cells, weights=None):
    """From {(reference, said): count}."""
    rows = [pair for pair, count in cells.items() for _one in range(count)]
    found = pd.DataFrame(rows, columns=["reference", "said"])
    return found.assign(item=range(len(found)), weight=1.0 if weights is None else weights)


def test_precision_recall_and_f1_of_curation_3_3():
    found = measures(table({("yes", "yes"): 40, ("no", "yes"): 10, ("yes", "no"): 20, ("no", "no"): 30}), YES_NO)
    yes = found.labels[0]
    assert (yes.support, yes.said) == (60, 50)
    assert (yes.precision, yes.recall, yes.f1) == pytest.approx((0.8, 0.6667, 0.7273), abs=1e-4)
    assert found.accuracy.value == 0.7
    assert found.kappa.value == pytest.approx(0.4)
    assert found.kappa.low < 0.4 < found.kappa.high


def test_the_accuracy_of_170_of_200_has_wilsons_limits():
    found = measures(table({("yes", "yes"): 100, ("no", "no"): 70, ("no", "yes"): 30}), YES_NO).accuracy
    assert (round(found.low, 3), round(found.high, 3)) == (0.794, 0.893)


def test_a_label_that_nobody_has_is_undefined_and_not_zero():
    found = measures(table({("yes", "yes"): 5, ("yes", "no"): 5}), (*YES_NO, "maybe"))
    yes, no, maybe = found.labels
    assert (no.recall, no.f1, no.precision) == (None, None, 0.0)
    assert (maybe.precision, maybe.recall, maybe.f1) == (None, None, None)
    assert found.macro_f1 == yes.f1


def test_a_label_that_the_model_never_says_has_no_recall_left():
    no = measures(table({("yes", "yes"): 5, ("no", "yes"): 5}), YES_NO).labels[1]
    assert (no.precision, no.recall, no.f1) == (None, 0.0, 0.0)


def test_what_is_no_label_of_the_codebook_counts_as_well():
    found = measures(table({("yes", "yes"): 5, ("yes", "old"): 5}), YES_NO)
    assert [one.label for one in found.labels] == ["yes", "no", "old"]
    assert found.accuracy.value == 0.5


def test_no_items_have_no_measures():
    found = measures(table({}), YES_NO)
    assert (found.accuracy.value, found.macro_f1, found.kappa.value) == (None, None, None)
    assert verdict_of(checks(found, Thresholds())) == TOO_FEW


def test_weights_undo_that_a_rare_label_was_drawn_more_often():
    # Of 90 yes and 10 no, ten each were drawn; the model is right on all yes and half of the no.
    cells = {("yes", "yes"): 10, ("no", "no"): 5, ("no", "yes"): 5}
    found = measures(table(cells, [1.8] * 10 + [0.2] * 10), YES_NO)
    assert found.accuracy.value == pytest.approx(0.95)
    assert found.labels[1].recall == pytest.approx(0.5)
    assert found.accuracy.high - found.accuracy.low > 0.1  # of about 12 items, not of 20
    assert 0 < found.kappa.value < 1


def test_the_difference_counts_items_and_weighs_them():
    rows = pd.DataFrame(
        [(1, True, True, 1.0), (2, True, False, 1.0), (3, False, True, 1.0), (4, False, True, 1.0)],
        columns=["item", "right_before", "right_after", "weight"],
    )
    found, counts = difference(rows)
    assert counts == {"both": 1, "before": 1, "after": 2, "neither": 0}
    assert found.value == 0.25
    doubled, _same = difference(rows.assign(weight=2.0))
    assert doubled == found
    assert difference(rows.assign(weight=[1, 3, 1, 1]))[0].value == pytest.approx(-1 / 6)


def test_weighted_intervals_cover():
    rng, covered = np.random.default_rng(3), 0
    for _one in range(400):
        said = np.where(rng.random(60) < np.repeat([0.9, 0.6], [30, 30]), 1, 0)
        rows = pd.DataFrame({"item": range(60), "said": np.where(said, "yes", "no"), "weight": [1.8] * 30 + [0.2] * 30})
        rows["reference"] = "yes"
        found = measures(rows, YES_NO).accuracy
        covered += found.low <= 0.87 <= found.high
    assert covered / 400 > 0.93


def test_go_needs_every_threshold():
    good = {("yes", "yes"): 95, ("yes", "no"): 5, ("no", "no"): 95, ("no", "yes"): 5}
    assert verdict_of(checks(measures(table(good), YES_NO), Thresholds())) == GO
    weak_recall = {("yes", "yes"): 160, ("no", "no"): 12, ("no", "yes"): 8}
    failed = [one for one in checks(measures(table(weak_recall), YES_NO), Thresholds()) if one.passed is False]
    assert [(one.what, one.label) for one in failed] == [("recall", "no")]
    few = {("yes", "yes"): 9, ("no", "no"): 9, ("no", "yes"): 1}
    failed = [one.what for one in checks(measures(table(few), YES_NO), Thresholds()) if one.passed is False]
    assert failed == ["accuracy"]


def test_a_label_without_held_out_items_is_neither_passed_nor_failed():
    found = checks(measures(table({("yes", "yes"): 100}), YES_NO), Thresholds())
    assert [one.passed for one in found if one.label] == [True, None]
    assert verdict_of(found) == GO
