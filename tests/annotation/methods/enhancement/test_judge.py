from dataclasses import replace

import numpy as np

from annotation.methods.enhancement.judge import NOT_HEARD, judge
from annotation.methods.enhancement.material import WORSE
from annotation.methods.enhancement.registry import enhance, wanted
from tests.annotation.methods.enhancement.digits import accuracy, symmetric, with_answers


def model_of(truth, share=1.0):
    """A model that is asked about the first `share` of the rows that are wanted, and knows."""

    def said(rows, _shown):
        known = np.asarray(truth)[rows]
        known[round(share * len(rows)) :] = -1
        return known

    return said


def test_what_the_model_confirms_teaches_a_judge_that_reads_every_row():
    material, truth = symmetric()
    found = judge(material, ask=model_of(truth, 0.4))
    assert found.report["asked"] == round(0.4 * len(truth))
    assert 0 < found.report["confirmed"] < found.report["asked"]
    assert accuracy(material, found.proposals, truth) > 0.94  # .85 before
    unasked = found.proposals[found.proposals["probability"] > 0.7]
    assert len(unasked) > found.report["asked"] - found.report["confirmed"]  # also of rows that nobody asked about


def test_no_label_is_shown_to_the_model():
    material, truth = symmetric()
    shown = []
    judge(material, ask=lambda rows, examples: shown.extend(examples) or truth[rows])
    assert shown == []


def test_a_model_that_confirms_nothing_teaches_nobody():
    material, _truth = symmetric()
    found = judge(material, ask=lambda rows, _shown: np.full(len(rows), -1))
    assert (found.proposals.empty, found.notes) == (True, [NOT_HEARD])


def test_a_judge_that_answered_rows_contradict_is_not_believed():
    material, truth = symmetric()
    wrong = (truth + (truth % 2)) % 10  # it takes odd digits for the next even one
    given = np.where(np.arange(len(truth)) % 2 == 0, wrong, truth)
    answered = with_answers(replace(material, given=given), truth, 400)
    found = judge(answered, ask=lambda rows, _shown: (truth[rows] + 1) % 10)
    assert found.proposals.empty
    assert found.notes in ([WORSE], [NOT_HEARD])


def test_which_rows_it_wants_is_known_beforehand_and_the_same_seed_wants_the_same():
    material, truth = symmetric()
    material = with_answers(material, truth, 100)
    for method in ("ares", "freeal_asked"):
        first = wanted(method, material, random_state=3)
        asked = []

        def note(rows, _shown, asked=asked):
            asked.extend(rows)
            return truth[rows]

        enhance(method, material, ask=note, random_state=3)
        assert set(asked) == set(first.rows)
        assert wanted(method, material, random_state=3) == first
        assert len(first.rows) == len(set(first.rows))


def test_it_tells_how_many_labels_were_doubted_and_stayed():
    material, truth = symmetric()
    sure, unsure = (judge(material, ask=model_of(truth, 0.4), sure=sure).report for sure in (0.01, 1.0))
    assert sure["contradicted"] == unsure["contradicted"] == unsure["asked"] - unsure["confirmed"]
    assert (sure["unsure"], unsure["unsure"] > 50) == (0, True)


def test_its_verdict_on_the_other_rows_is_told_as_those_that_it_doubts():
    material, truth = symmetric()
    found = judge(material, ask=model_of(truth, 0.4), sure=0.99)
    labels = material.given.copy()
    labels[found.proposals["sample"]] = [material.classes.index(name) for name in found.proposals["label"]]
    doubted = np.isin(np.arange(len(truth)), found.doubted)
    assert (labels != truth)[doubted].mean() > 0.5  # of all rows few are wrong by then
    assert (labels != truth)[~doubted].mean() < 0.05
    assert judge(material, ask=lambda rows, _shown: np.full(len(rows), -1)).doubted == []
