import numpy as np
import pytest

from annotation.methods.enhancement.material import TOO_FEW_LABELS, UNJUDGED, WORSE, Material
from annotation.methods.enhancement.mckd import _stages, mckd
from tests.annotation.methods.enhancement.digits import accuracy, confusion, symmetric, with_answers


def stages(material, truth):
    return [float((labels == truth).mean()) for labels, *_rest in _stages(material, stages=3, sure=None, seed=0)]


def test_on_symmetric_noise_the_first_stage_is_best():
    found = stages(*symmetric())
    assert found == pytest.approx([0.925, 0.917, 0.908], abs=0.02)
    assert found[0] == max(found)


def test_on_confusions_each_stage_helps():
    found = stages(*confusion())
    assert found == pytest.approx([0.826, 0.877, 0.891], abs=0.02)
    assert found == sorted(found)


def test_it_stops_where_answered_rows_would_get_worse():
    material, truth = symmetric()
    found = mckd(with_answers(material, truth, 400), stages=3)
    kept = [stage["value"] for stage in found.report["stages"][: found.report["kept"]]]
    assert kept == sorted(kept)
    assert kept[0] >= found.report["before"]["value"]
    assert accuracy(material, found.proposals, truth) > 0.9


def test_a_pinned_label_is_never_proposed_another():
    material, truth = confusion()
    wrong = with_answers(material, (truth + 5) % 10, 200)  # even where the student knows better
    assert not set(mckd(wrong, stages=1).proposals["sample"]) & set(np.flatnonzero(wrong.pinned))


def test_answers_that_contradict_all_labels_stop_it_before_the_first_stage():
    material, truth = symmetric()
    right_only = np.flatnonzero(material.given == truth)[:40]
    answers = np.full(len(truth), -1)
    answers[right_only] = truth[right_only]
    same = Material(
        material.samples, material.classes, np.random.default_rng(0).random((len(truth), 3)), material.given, answers
    )
    found = mckd(same)
    assert (found.notes, len(found.proposals), found.report["kept"]) == ([WORSE], 0, 0)


def test_without_answers_there_is_one_stage_and_a_note():
    material, truth = symmetric()
    found = mckd(material)
    assert (found.notes, found.report["stages"]) == ([UNJUDGED], [None])
    assert accuracy(material, found.proposals, truth) == pytest.approx(0.925, abs=0.02)


def test_a_label_changes_only_where_the_student_is_sure():
    material, _truth = symmetric()
    assert mckd(material, sure=0.7).proposals["probability"].min() >= 0.7


def test_one_label_teaches_nothing():
    material, truth = symmetric()
    one = Material(material.samples, material.classes, material.features, np.zeros_like(truth), material.answers)
    assert mckd(one).notes == [TOO_FEW_LABELS]


def test_the_same_seed_proposes_the_same():
    material, _truth = symmetric()
    assert mckd(material).proposals.equals(mckd(material).proposals)
