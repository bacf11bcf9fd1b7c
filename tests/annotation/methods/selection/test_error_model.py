from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import expit

from annotation.methods.selection.error_model import LEVEL, SLOPE, ErrorModel, Rows


def some(count, *, classes=2, askers=2, seed=0):
    rng = np.random.default_rng(seed)
    return Rows(
        place=rng.normal(size=count),
        signals=rng.normal(size=(count, 2)),
        given=rng.integers(0, classes, count),
        preferred=rng.integers(-1, classes, count),
        opinions=rng.integers(-1, classes, (count, askers)),
        view=rng.normal(size=(count, 3)),
        classes=classes,
    )


def test_without_answers_the_odds_follow_the_static_order():
    rows = some(50)
    odds = ErrorModel().fit(rows[np.zeros(50, dtype=bool)], np.zeros(0)).odds(rows)
    assert odds == pytest.approx(LEVEL + SLOPE * rows.place)


def test_the_gradient_is_that_of_the_odds():
    rows = some(30, classes=3)
    weigh = np.random.default_rng(1).normal(size=30)
    at = np.random.default_rng(2).normal(size=sum(rows.sizes))
    wrong = check_grad(lambda w: weigh @ rows.odds(w), lambda _w: rows.gradient(weigh), at)
    assert wrong < 1e-5 * np.abs(rows.gradient(weigh)).max()


def test_many_answers_give_the_weights_that_made_them():
    rows = some(40_000)
    true = np.zeros(sum(rows.sizes))
    true[:4] = -1.0, 0.8, 0.7, -0.4
    wrong = np.random.default_rng(3).random(len(rows)) < expit(rows.odds(true))
    found = ErrorModel().fit(rows, wrong).weights_
    assert found[1:4] == pytest.approx(true[1:4], abs=0.06)
    assert np.abs(found[4:]).max() < 0.25


def test_it_ends_at_the_same_place_wherever_it_starts():
    rows = some(300)
    wrong = np.random.default_rng(4).random(300) < 0.3
    plain = ErrorModel().fit(rows, wrong)
    away = ErrorModel().fit(rows, wrong, start=plain.weights_ + np.random.default_rng(5).normal(size=sum(rows.sizes)))
    assert away.odds(rows) == pytest.approx(plain.odds(rows), abs=0.02)


def test_pairs_that_no_answer_has_need_no_weight():
    rows = some(400, classes=12, askers=3)
    answered = np.arange(400) < 60
    wrong = np.random.default_rng(6).random(60) < 0.4
    few = rows.learning_from(answered)
    assert few.sizes[4] <= 4 * 60 < rows.sizes[4]
    all_pairs, met = (ErrorModel().fit(each[answered], wrong) for each in (rows, few))
    assert met.odds(few) == pytest.approx(all_pairs.odds(rows), abs=0.02)
    nobody = rows.learning_from(np.zeros(400, dtype=bool))
    assert ErrorModel().fit(nobody[:0], np.zeros(0)).odds(nobody) == pytest.approx(LEVEL + SLOPE * rows.place)


def test_one_found_error_moves_its_like_and_leaves_the_others():
    rows = some(200, askers=0)
    none = ErrorModel().fit(rows[:0], np.zeros(0)).odds(rows)
    one = ErrorModel().fit(rows[:1], np.ones(1)).odds(rows)
    like = (rows.given == rows.given[0]) & (rows.preferred == rows.preferred[0])
    assert (one - none)[0] > 0.2
    assert (one - none)[like].mean() > (one - none)[rows.given != rows.given[0]].mean() + 0.1


def test_an_asker_who_differs_where_labels_are_wrong_soon_counts_and_who_was_not_asked_says_nothing():
    rows = replace(some(400, askers=1), opinions=np.tile([0, 1, -1], 134)[:400, None])
    wrong = (rows.opinions[:, 0] >= 0) & (rows.opinions[:, 0] != rows.given)
    learned = ErrorModel().fit(rows[:60], wrong[:60])
    (found,) = rows.parts(learned.weights_)[2]
    assert found > 1
    silent = replace(rows, opinions=np.full((400, 1), -1))
    nobody = replace(rows, opinions=np.zeros((400, 0), dtype=int))
    level, signals, _askers, labels, pairs, text = rows.parts(learned.weights_)
    alone = np.concatenate([level, signals, labels, pairs[: len(pairs) // 2], text])  # the student's pairs come first
    assert silent.odds(learned.weights_) == pytest.approx(nobody.odds(alone))
