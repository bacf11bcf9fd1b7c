import numpy as np
import pytest

from annotation.methods.aggregation import mace as module
from annotation.methods.aggregation.dawid_skene import ALONE
from annotation.methods.aggregation.mace import REFUSED, mace
from annotation.methods.aggregation.majority import majority
from tests.annotation.methods.aggregation.tables import (
    answers_of,
    crowd,
    three_workers_and_one_who_always_says_the_same,
)


def test_it_finds_who_always_says_the_same():
    labels, gold = three_workers_and_one_who_always_says_the_same()
    found = mace(labels, smoothing=0.005)
    competence = found.annotators().set_index("annotator")["reliability"]
    assert found.accuracy(gold) > majority(labels, ties="prior").accuracy(gold) + 0.05
    assert found.accuracy(gold) == pytest.approx(0.94, abs=0.02)
    assert competence["constant"] == pytest.approx(0, abs=0.02)
    assert competence[["a", "b", "c"]].between(0.5, 0.9).all()


@pytest.mark.parametrize("seed", range(5))
def test_who_always_says_the_same_is_never_taken_for_the_truth(seed):
    labels, gold = three_workers_and_one_who_always_says_the_same(seed)
    assert mace(labels, restarts=3, random_state=seed).accuracy(gold) > 0.85


def test_a_solution_that_trusts_whom_the_others_contradict_is_refused(monkeypatch):
    labels, gold = three_workers_and_one_who_always_says_the_same()
    monkeypatch.setattr(module, "_start", _trusting_the_constant_one)
    found = mace(labels, rounds=0)
    assert (found.method, found.notes) == ("majority", [REFUSED])


def _trusting_the_constant_one(answers, smoothing, rng):
    competence = np.where(np.array(answers.annotators) == "constant", 1.0, 0.1)
    habit = np.full((len(answers.annotators), len(answers.labels)), 0.5)
    return module.Habits(np.array([0.5, 0.5]), competence, habit, smoothing)


def test_one_annotator_gives_the_votes():
    assert mace(answers_of((1, "a", 0), (2, "a", 1))).notes == [ALONE]


@pytest.mark.parametrize(
    ("name", "right"),
    [("bluebird", 76.9), ("dog", 83.6), ("face", 63.5), ("music", 79.9), ("rte", 92.8), ("sentiment", 95.3)],
)
def test_it_is_at_least_as_right_on_the_crowds_as_was_measured(name, right):
    labels, gold = crowd(name)
    assert 100 * mace(labels).accuracy(gold) > right - 0.5


def test_it_does_not_collapse_where_one_label_is_rare():
    labels, gold = crowd("product")
    assert 100 * mace(labels, restarts=3).accuracy(gold) > 69.5 + 10
