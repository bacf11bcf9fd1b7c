import numpy as np
import pytest

from annotation.methods.enhancement.freeal import WHY_ASKED, freeal
from annotation.methods.enhancement.material import UNJUDGED, WORSE
from tests.annotation.methods.enhancement.digits import accuracy, confusion, symmetric, with_answers


def test_clean_labels_stay_and_the_others_come_from_their_student():
    material, truth = symmetric()
    found = freeal(material)
    assert found.notes == [UNJUDGED]
    assert found.report["clean"] == pytest.approx(1424, abs=80)
    assert accuracy(material, found.proposals, truth) > 0.9


def test_a_model_that_is_asked_again_answers_only_for_what_is_not_clean():
    material, truth = symmetric()
    asked, shown = [], []

    def model(rows, examples):
        asked.append(rows)
        shown.append(examples)
        return truth[rows]

    found = freeal(material, ask=model)
    assert len(asked) == 1
    assert len(asked[0]) == len(truth) - found.report["clean"]
    assert not set(asked[0]) & set(shown[0])
    assert (material.given[shown[0]] == truth[shown[0]]).mean() > 0.98
    assert accuracy(material, found.proposals, truth) > 0.97
    assert set(found.proposals["why"]) == {WHY_ASKED}


def test_rounds_go_on_while_answered_rows_get_better():
    material, truth = confusion()
    found = freeal(with_answers(material, truth, 200), ask=lambda rows, _shown: truth[rows], rounds=2)
    shares = [found.report["before"]["value"], *(one["value"] for one in found.report["rounds"])]
    assert shares == sorted(shares)
    assert found.report["kept"] == 2


def test_a_model_that_answers_worse_than_before_is_not_believed():
    material, truth = symmetric()
    found = freeal(with_answers(material, truth, 200), ask=lambda rows, _shown: (truth[rows] + 1) % 10)
    assert (found.notes, len(found.proposals)) == ([WORSE], 0)


def test_a_model_without_an_answer_leaves_the_label():
    material, _truth = symmetric()
    assert freeal(material, ask=lambda rows, _shown: np.full(len(rows), -1)).proposals.empty
