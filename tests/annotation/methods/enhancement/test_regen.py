import numpy as np
import pytest

from annotation.methods.enhancement.material import TOO_FEW_LABELS, Material
from annotation.methods.enhancement.regen import regen
from tests.annotation.methods.enhancement.digits import symmetric, with_answers


def test_one_round_withholds_what_the_student_does_not_say():
    material, truth = symmetric()
    wrong = material.given != truth
    withheld = regen(material, rounds=1).proposals["sample"].to_numpy(dtype=int)
    assert len(withheld) == pytest.approx(357, abs=10)
    assert wrong[withheld].mean() == pytest.approx(0.748, abs=0.02)
    assert wrong[withheld].sum() / wrong.sum() == pytest.approx(0.993, abs=0.02)


def test_a_proposal_is_no_label_but_a_person():
    proposals = regen(symmetric()[0], rounds=1).proposals
    assert proposals["label"].tolist() == [None] * len(proposals)


def test_rounds_end_when_few_rows_change_sides():
    rounds = regen(symmetric()[0], rounds=10, sure=0).report["rounds"]
    assert len(rounds) < 10
    assert rounds[-1]["flips"] < 18 <= rounds[0]["flips"]


def test_of_every_label_something_stays():
    material, _truth = symmetric()
    found = regen(material, rounds=1, sure=1.0)
    again = regen(material, rounds=2, sure=1.0)  # nobody is that sure
    for row in found.report["classes"] + again.report["classes"]:
        assert row["kept"] >= max(16, 0.2 * row["rows"])


def test_what_people_said_stays():
    material, truth = symmetric()
    answered = with_answers(material, (truth + 1) % 10, 100)
    assert not set(regen(answered).proposals["sample"]) & set(np.flatnonzero(answered.pinned))


def test_one_label_says_nothing():
    material, truth = symmetric()
    one = Material(material.samples, material.classes, material.features, np.zeros_like(truth), material.answers)
    assert regen(one).notes == [TOO_FEW_LABELS]
