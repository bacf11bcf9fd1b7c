import numpy as np
import pytest

from annotation.methods.enhancement.freeal import WHY_ASKED, freeal
from annotation.methods.enhancement.material import UNJUDGED, WORSE
from annotation.methods.enhancement.words import settled
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
    examples, labels = (np.array(list(part)) for part in (shown[0], shown[0].values()))
    assert (labels == material.given[examples]).all()
    assert (labels == truth[examples]).mean() > 0.98
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


def half_of(truth, seed):
    """A model that knows half of what it is asked, and says nothing of the rest."""
    known = np.random.default_rng(seed).random(len(truth)) < 0.5
    return lambda rows, _shown: np.where(known[rows], truth[rows], -1)


def test_a_further_round_takes_what_was_said_before_and_asks_for_what_is_left():
    material, truth = confusion()
    material, first = with_answers(material, truth, 200), half_of(truth, 1)
    alone = freeal(material, ask=first, rounds=1)
    asked = []
    found = freeal(material, earlier=[first], ask=lambda rows, _shown: asked.append(rows) or truth[rows], rounds=2)
    assert found.report["rounds"][0] == alone.report["rounds"][0]
    assert found.report["flips"][0] == alone.report["flips"][0]
    assert len(asked) == 3  # itself, and with each half of the answers hidden
    assert accuracy(material, found.proposals, truth) > accuracy(material, alone.proposals, truth)
    assert found.report["kept"] == 2


def test_a_label_of_an_earlier_round_keeps_the_certainty_that_it_was_given_with():
    material, truth = confusion()
    material, first = with_answers(material, truth, 200), half_of(truth, 1)
    alone = freeal(material, ask=first, rounds=1).proposals.set_index("sample")
    silent = freeal(material, earlier=[first], ask=lambda rows, _shown: np.full(len(rows), -1), rounds=2)
    again = silent.proposals.set_index("sample")
    assert again.index.equals(alone.index)
    np.testing.assert_allclose(again["probability"], alone["probability"])
    assert silent.report["flips"][1]["changed"] == 0


def test_flips_are_the_share_of_labels_that_a_round_changed():
    material, truth = symmetric()
    found = freeal(material, ask=lambda rows, _shown: truth[rows])
    changed, rest = len(found.proposals), len(truth) - found.report["clean"]
    told = {"share": pytest.approx(changed / len(truth)), "changed": changed, "heard": rest, "unheard": 0}
    assert found.report["flips"] == [told]


@pytest.mark.parametrize(
    ("changed", "heard", "unheard", "ends"),
    [(9, 200, 0, True), (10, 200, 0, False), (9, 200, 50, False), (1, 200, 50, True)],
)
def test_few_changes_are_the_end_but_not_where_few_rows_could_be_asked_about(changed, heard, unheard, ends):
    told = {"share": changed / 1000, "changed": changed, "heard": heard, "unheard": unheard}
    assert settled(told) is ends


def test_whoever_takes_the_first_examples_has_some_of_every_label():
    material, truth = symmetric()
    shown = []
    freeal(material, ask=lambda rows, examples: shown.append(examples) or truth[rows])
    labels = list(shown[0].values())
    assert len(labels) > 100
    assert set(labels[:10]) == set(range(10))
