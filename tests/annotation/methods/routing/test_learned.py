"""What another opinion and the student are worth, learned from answers; nothing is assumed before enough was seen."""

import numpy as np
import pytest

from annotation.methods.routing.learned import ENOUGH, opinion_seen, student_seen

NONE = -1


def simulated(n, seed=0, differs_from_wrong=0.8, differs_from_right=0.1, right=0.7):
    """Four labels, a quarter of them wrong, and an opinion of the given worth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, n)
    given = np.where(rng.random(n) < 0.25, (truth + rng.integers(1, 4, n)) % 4, truth)
    wrong = given != truth
    differs = rng.random(n) < np.where(wrong, differs_from_wrong, differs_from_right)
    elsewhere = (given + np.where(((given + 1) % 4) == truth, 2, 1)) % 4
    other = np.where(differs, np.where(wrong & (rng.random(n) < right), truth, elsewhere), given)
    return given, other, truth


def test_it_finds_what_an_opinion_is_worth():
    given, other, truth = simulated(20_000)
    seen = opinion_seen(given, other, truth, np.ones(len(given), bool))
    assert seen.drawn
    assert seen.wrong + seen.right == 20_000
    assert seen.opinion.differs_from_wrong == pytest.approx(0.8, abs=0.02)
    assert seen.opinion.differs_from_right == pytest.approx(0.1, abs=0.01)
    assert seen.opinion.right == pytest.approx(0.7, abs=0.03)


def test_what_an_opinion_is_worth_comes_with_its_counts_and_intervals():
    given, other, truth = simulated(2000)
    seen = opinion_seen(given, other, truth, np.ones(len(given), bool))
    assert (seen.shares["differs_from_wrong"]["n"], seen.shares["differs_from_right"]["n"]) == (seen.wrong, seen.right)
    for share in seen.shares.values():
        assert share["low"] < share["value"] < share["high"]
    assert seen.opinion.right < seen.shares["right"]["value"]  # routes count on less than was seen


def test_nothing_is_said_before_enough_wrong_labels_were_seen():
    given, other, truth = simulated(2000)
    few = np.flatnonzero(given != truth)[: ENOUGH - 1]
    truth[np.setdiff1d(np.flatnonzero(given != truth), few)] = NONE
    seen = opinion_seen(given, other, truth, np.ones(len(given), bool))
    assert (seen.opinion, seen.wrong) == (None, ENOUGH - 1)


def test_rows_that_were_chosen_for_differing_do_not_count_beside_drawn_ones():
    given, other, truth = simulated(4000)
    drawn = np.arange(4000) < 2000
    truth[~drawn & (given == other)] = NONE
    seen = opinion_seen(given, other, truth, drawn)
    assert seen.opinion.differs_from_wrong == pytest.approx(0.8, abs=0.06)
    biased = opinion_seen(given, other, truth, np.zeros(4000, bool))
    assert not biased.drawn
    assert biased.opinion.differs_from_wrong > 0.88


def test_a_row_without_a_second_opinion_or_an_answer_says_nothing():
    given, other, truth = simulated(2000)
    other[:500], truth[500:1000] = NONE, NONE
    seen = opinion_seen(given, other, truth, np.ones(2000, bool))
    assert seen.wrong + seen.right == 1000


def test_the_student_is_believed_the_more_the_surer_it_was_when_it_was_right():
    rng = np.random.default_rng(1)
    n = 6000
    truth, given = np.zeros(n, int), np.ones(n, int)
    sure = rng.uniform(0.3, 0.99, n)
    preferred = np.where(rng.random(n) < sure, 0, 2)
    chances, count = student_seen(sure, preferred, given, truth)
    assert count == n
    assert np.abs(chances - sure).mean() < 0.04


def test_where_it_agrees_or_has_shown_too_little_nothing_is_said_of_the_student():
    given, preferred = np.array([0, 1, 0, NONE]), np.array([0, 0, NONE, 1])
    chances, count = student_seen(np.full(4, 0.9), preferred, given, np.array([0, 0, 1, 1]))
    assert np.isnan(chances).all()
    assert count == 1


def test_a_student_that_was_always_right_is_not_said_to_be_so_for_ever():
    n = 18
    chances, count = student_seen(np.full(n, 0.8), np.zeros(n, int), np.ones(n, int), np.zeros(n, int))
    assert count == n
    assert chances.tolist() == pytest.approx([1 - 1 / (n + 1)] * n, abs=1e-3)
