"""How a method is judged while it runs: by answers that taught nothing of what is said, near-duplicates together."""

import numpy as np
import pandas as pd
import pytest

from annotation.methods.enhancement.freeal import freeal
from annotation.methods.enhancement.material import NOT_SHOWN, WORSE, Material, Step, judged, stepwise
from annotation.methods.enhancement.mckd import mckd

TWINS, ANSWERED = 120, 100


def in_twins(seed, *, size=TWINS) -> Material:
    """Labels that no student can learn, four in ten of them wrong, every row with a twin; people answered some."""
    rng = np.random.default_rng(seed)
    features = np.repeat(rng.normal(size=(size, 60)), 2, axis=0)
    truth = np.repeat(rng.integers(0, 2, size), 2)
    given = np.where(np.repeat(rng.random(size) < 0.4, 2), 1 - truth, truth)
    answers = np.where(np.arange(2 * size) < ANSWERED, truth, -1)
    groups = np.repeat(np.arange(size) * 2, 2)
    return Material(pd.Index(range(2 * size)), ["a", "b"], features, given, answers, groups)


def test_the_answers_of_a_rows_near_duplicates_are_hidden_with_it():
    material, seen = in_twins(0), []

    def steps(of):
        seen.append(of.answers)
        yield Step(of.labels, np.zeros(len(of.labels)))

    list(judged(material, steps))
    hidden = [material.pinned & (answers < 0) for answers in seen if (answers < 0).sum() > (~material.pinned).sum()]
    assert len(hidden) == 2
    assert (hidden[0] ^ hidden[1]).sum() == material.pinned.sum()
    assert not set(material.groups[hidden[0]]) & set(material.groups[hidden[1]])


@pytest.mark.parametrize("method", [mckd, freeal])
def test_labels_that_no_student_can_learn_are_left_alone_though_every_row_has_a_twin(method):
    """Of fifty pairs that were answered, chance lets a try pass now and then."""
    assert sum(method(in_twins(seed), random_state=0).proposals.empty for seed in range(5)) >= 4


def mended(material, truth, rows):
    """A step that puts the labels of these rows right."""
    right = np.isin(np.arange(len(truth)), rows)

    def steps(of):
        yield Step(np.where(right & ~of.pinned, truth, of.labels), np.ones(len(truth)))

    return stepwise(material, steps, "because", told_as="rounds")


def one_of_ten_wrong(size):
    truth = np.arange(size) % 2
    given = np.where(np.arange(size) % 10 == 0, 1 - truth, truth)
    answers = np.where(np.arange(size) < size // 2, truth, -1)
    return Material(pd.Index(range(size)), ["a", "b"], np.zeros((size, 1)), given, answers), truth


def test_the_gain_is_told_of_the_same_rows_in_pairs_with_its_interval():
    material, truth = one_of_ten_wrong(400)
    found = mended(material, truth, np.arange(400))
    gain = found.report["gains"][0]
    assert (gain["value"], gain["n"]) == (pytest.approx(0.1), 200)
    assert 0 < gain["low"] < 0.1 < gain["high"]
    assert found.notes == []


def test_a_step_that_holds_although_few_answers_leave_room_for_harm_says_so():
    material, truth = one_of_ten_wrong(60)
    found = mended(material, truth, np.arange(20, 60))  # one of the thirty answered rows gets right
    assert found.report["gains"][0]["low"] < 0 < found.report["gains"][0]["value"]
    assert (len(found.proposals), found.notes) == (3, [NOT_SHOWN])


def test_one_answered_row_fewer_is_enough_to_hold_it_back():
    material, truth = one_of_ten_wrong(60)
    found = mended(material, np.where(np.arange(60) == 1, 1 - truth, truth), [1, 50])
    assert found.proposals.empty
    assert found.notes == [WORSE]
    assert found.report["gains"][0]["high"] > 0
