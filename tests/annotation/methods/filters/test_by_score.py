"""Filters on a score of the label: who goes is decided within each label."""

import numpy as np
import pytest

from annotation.methods.filters.agreement import agrees
from annotation.methods.filters.confidence import margin, margins, of_label, self_confidence
from annotation.methods.filters.decision import NO_LABEL, NO_SCORE
from annotation.methods.filters.generation_probability import likeliest
from annotation.methods.filters.grade import at_the_threshold, graded, worth
from annotation.methods.filters.influence import harmful
from annotation.methods.filters.learning_dynamics import CONTRADICTED, hard

TOY = np.array([[0.5, 0.3, 0.2], [0.4, 0.35, 0.25], [0.6, 0.39, 0.01]])


def sure_of(own):
    """Probabilities of two labels, the own one, number 0 or 1 in turn, with `own`."""
    labels = np.arange(len(own)) % 2
    table = np.empty((len(own), 2))
    table[np.arange(len(own)), labels], table[np.arange(len(own)), 1 - labels] = own, 1 - np.asarray(own)
    return table, labels


def test_the_catalogues_margins():
    np.testing.assert_allclose(margins(TOY, np.zeros(3, dtype=int)), [0.2, 0.05, 0.21])
    np.testing.assert_allclose(margins(TOY, np.array([1, -1, 2])), [-0.2, np.nan, -0.59])
    np.testing.assert_allclose(of_label(TOY, np.array([1, -1, 2])), [0.3, np.nan, 0.01])
    assert np.isnan(margins(np.ones((2, 1)), np.zeros(2, dtype=int))).all()


def test_a_tenth_of_each_label_goes_and_whatever_is_below_chance():
    table, labels = sure_of(np.linspace(0.6, 0.98, 40))
    decision = self_confidence(table, labels)
    np.testing.assert_array_equal(np.flatnonzero(decision.dropped), [0, 1, 2, 3])
    table, labels = sure_of(np.linspace(0.3, 0.98, 40))
    assert (
        np.flatnonzero(self_confidence(table, labels).dropped) == np.flatnonzero(of_label(table, labels) < 0.5)
    ).all()


@pytest.mark.parametrize("keep", [self_confidence, margin])
def test_a_rare_label_loses_its_own_share_and_no_more(keep):
    own = np.concatenate([np.linspace(0.8, 0.99, 90), np.linspace(0.55, 0.7, 10)])
    labels = np.repeat([0, 1], [90, 10])
    table = np.where(np.eye(2)[labels] > 0, own[:, None], 1 - own[:, None])
    dropped = keep(table, labels).dropped
    assert [dropped[labels == label].sum() for label in (0, 1)] == [9, 1]


def test_equal_scores_do_not_empty_a_label():
    table, labels = sure_of(np.full(40, 0.9))
    assert margin(table, labels).dropped.sum() == 4


def test_the_reason_tells_the_numbers():
    table, labels = sure_of([0.3, 0.9])
    reason = self_confidence(table, labels).reason(0)
    assert reason["values"] == {"score": 0.3, "threshold": 0.5}
    assert "0.3" in reason["text"] % reason["values"]
    assert self_confidence(table, labels).reason(1) is None


@pytest.mark.parametrize("filter_", [self_confidence, margin, agrees])
def test_what_cannot_be_judged_is_left_to_people(filter_):
    table, labels = sure_of(np.full(40, 0.9))
    table[4], labels[7] = np.nan, -1
    decision = filter_(table, labels)
    np.testing.assert_array_equal(np.flatnonzero(decision.undecided), [4, 7])
    assert [decision.reason(row)["text"] for row in (4, 7)] == [NO_SCORE, NO_LABEL]
    assert not (decision.kept | decision.dropped)[[4, 7]].any()


def test_the_student_must_agree_and_be_sure_enough():
    table, labels = sure_of(np.tile([0.9, 0.9, 0.45, 0.45, 0.6, 0.6], 20))
    np.testing.assert_array_equal(agrees(table, labels).kept, of_label(table, labels) > 0.5)
    np.testing.assert_array_equal(agrees(table, labels, at_least=0.7).kept, of_label(table, labels) > 0.7)


def test_a_label_of_which_the_student_knows_nothing_keeps_its_upper_half():
    own = np.concatenate([np.full(50, 0.9), np.linspace(0.1, 0.4, 41)])
    labels = np.repeat([0, 1], [50, 41])
    table = np.where(np.eye(2)[labels] > 0, own[:, None], 1 - own[:, None])
    kept = agrees(table, labels).kept
    assert kept[:50].all()
    np.testing.assert_array_equal(kept[50:], [False] * 20 + [True] * 21)


def test_the_catalogues_three_rows_hard_easy_ambiguous():
    marks = np.array([[0.9, 0.95, 0.97, 0.98], [0.1, 0.08, 0.05, 0.05], [0.2, 0.5, 0.6, 0.7]])
    decision = hard(marks.mean(axis=1), (marks * (1 - marks)).mean(axis=1), np.zeros(3, dtype=int), certain=0.2)
    np.testing.assert_array_equal(decision.dropped, [False, True, False])
    assert decision.reason(1)["text"] == CONTRADICTED
    assert decision.reason(1)["values"]["score"] == 0.07


def test_what_wavers_stays_however_little_the_student_believes_it():
    confidence, aleatoric = np.array([0.15, 0.15, 0.9]), np.array([0.02, 0.12, 0.0])
    np.testing.assert_array_equal(hard(confidence, aleatoric, np.zeros(3, dtype=int)).dropped, [True, False, False])


def test_only_harmful_rows_go_and_only_the_worst_of_their_label():
    labels = np.repeat([0, 1], 20)
    influence = np.concatenate([np.linspace(-1, 1, 20), np.linspace(0.1, 1, 20)])
    decision = harmful(influence, labels)
    np.testing.assert_array_equal(np.flatnonzero(decision.dropped), [0, 1])
    assert harmful(influence, labels, most=1).dropped.sum() == 10


def test_the_likelier_half_of_each_label_stays():
    labels = np.repeat([0, 1], 20)
    scores = np.concatenate([np.linspace(-3, -2, 20), np.linspace(-6, -5, 20)])
    kept = likeliest(scores, labels).kept
    np.testing.assert_array_equal(kept, np.tile([False] * 10 + [True] * 10, 2))


def test_short_texts_do_not_win_by_being_short():
    rng = np.random.default_rng(0)
    lengths = np.repeat([5, 10, 20, 40, 80], 40)
    scores = -lengths / 20 + rng.normal(scale=0.1, size=200)
    kept = likeliest(scores, np.zeros(200, dtype=int), lengths).kept
    assert [kept[lengths == length].sum() for length in (5, 10, 20, 40, 80)] == [20] * 5
    assert likeliest(scores, np.zeros(200, dtype=int)).kept[lengths >= 40].sum() == 0


def test_a_model_that_tells_no_probabilities_judges_nobody():
    decision = likeliest(np.full(6, np.nan), np.zeros(6, dtype=int))
    assert decision.undecided.all()


def test_grades_pass_at_the_threshold_and_unread_ones_are_nobodys_fault():
    grades, labels = np.array([4.5, 4.0, np.nan, 5.0]), np.array([0, 0, 0, 1])
    decision = graded(grades, labels)
    np.testing.assert_array_equal(decision.verdicts, [1, 0, -1, 1])
    assert decision.reason(1)["values"] == {"score": 4.0, "threshold": 4.5}
    np.testing.assert_array_equal(graded(grades, labels, at_least={0: 4.0}).verdicts, [1, 1, -1, 1])
    assert at_the_threshold(grades) == 1


def test_grades_are_worth_what_answers_say():
    grades = np.array([4.5, 5.0, 4.0, 3.0, np.nan, 4.5])
    right = np.array([1, 1, 0, 0, 1, np.nan])
    found = worth(grades, right)
    assert (found["rows"], found["exactly"], found["answered"]) == (5, 2, 4)
    assert (found["kept"]["value"], found["kept"]["n"], found["dropped"]["value"]) == (1, 2, 0)
    assert found["correlation"] == pytest.approx(0.8944, abs=1e-4)
    assert found["threshold"] is None
    assert worth(np.full(3, np.nan), np.ones(3)) is None


def test_from_a_hundred_answers_on_the_threshold_is_learned_on_one_half_and_checked_on_the_other():
    grades = np.tile([2.0, 3.0, 4.0, 5.0], 100)
    right = (grades >= 4).astype(float)
    found = worth(grades, right)["threshold"]
    assert (found["at"], found["share"]["value"], found["share"]["n"]) == (4.0, 1, pytest.approx(100, abs=25))
    assert worth(grades, np.zeros(400))["threshold"] is None


def test_from_a_hundred_drawn_answers_on_grades_are_held_against_these_alone():
    grades = np.tile([3.0, 5.0], 300)
    right, drawn = np.zeros(600), np.arange(600) < 200
    right[drawn] = 1  # by chance all are right; what was chosen for being suspicious is all wrong
    found = worth(grades, right, drawn)
    assert (found["basis"], found["drawn"], found["answered"]) == ("drawn", 200, 200)
    assert (found["kept"]["value"], found["dropped"]["value"], found["threshold"]["at"]) == (1, 1, 3.0)


def test_below_a_hundred_drawn_answers_all_count_and_are_marked_as_chosen():
    grades, right, drawn = np.tile([3.0, 5.0], 300), np.zeros(600), np.arange(600) < 99
    found = worth(grades, right, drawn)
    assert (found["basis"], found["drawn"], found["answered"]) == ("chosen", 99, 600)
    assert worth(grades, right)["basis"] == "chosen"
