"""Answered rows judge the very routes that open rows go, by chances that their answers did not teach."""

import numpy as np
import pytest

from annotation.methods.routing.frontier import point_of
from annotation.methods.routing.judging import (
    FOLDS,
    Answered,
    Audit,
    crossed,
    judged,
    judged_by_people,
    left_wrong,
    routes_of,
)
from annotation.methods.routing.learned import ENOUGH, opinion_seen, student_seen
from annotation.methods.routing.routes import AGAIN, ROUTES, Opinion, Prices, Rows, route

NOBODY = np.nan
GOOD = Opinion(differs_from_wrong=0.9, differs_from_right=0.05, right=0.8)
PRICES = Prices(person=0.5, again=0.02, person_error=0.01)


def answered(risk, student, wrong, student_right, *, asked=False, heard=False, differs=False, right=False, opinions=()):
    """All in one part, unless `opinions` says of how many."""
    n = len(risk)
    marks = (np.broadcast_to(np.asarray(one, dtype=bool), n) for one in (wrong, student_right, heard, differs, right))
    rows = Rows(np.asarray(risk, float), np.broadcast_to(student, n).astype(float), np.broadcast_to(asked, n))
    return Answered(rows, np.zeros(n, dtype=int), opinions or (GOOD,), *marks)


def drawn_of(rows: Answered, population: int) -> Audit:
    """An audit that drew these of so many rows, and nobody answered another one."""
    return Audit(population, np.ones(len(rows), dtype=bool), np.arange(len(rows)), rows)


def test_they_judge_what_was_expected():
    """10,000 rows whose chances hold: what is left wrong is what was said, each route among them."""
    rng = np.random.default_rng(0)
    risk = rng.beta(1, 4, 10_000)
    wrong = rng.random(10_000) < risk
    student = np.where(rng.random(10_000) < 0.5, 0.9, NOBODY)
    of = answered(risk, student, wrong, wrong & (rng.random(10_000) < 0.9), asked=rng.random(10_000) < 0.5)
    routed = route(of.rows, PRICES, value=2, opinion=GOOD)
    assert {ROUTES[number] for number in routes_of(of, PRICES, value=2)} == set(ROUTES)
    share = judged(drawn_of(of, 100_000), PRICES, value=2)
    assert share.low <= point_of(routed, 2).error <= share.high
    assert (share.n, share.population) == (10_000, 90_000)


def test_an_opinion_that_came_after_the_answer_is_taken_for_what_it_said():
    """Eight wrong labels, of which it finds and mends four; two right ones that it leaves alone."""
    finds = np.arange(10) < 4
    of = answered(np.full(10, 0.8), NOBODY, np.arange(10) < 8, False, heard=True, differs=finds, right=finds)
    of = Answered(of.rows, of.fold, of.opinions, of.wrong, of.student_right, of.heard, of.differs, of.right | ~of.wrong)
    prices = Prices(person=100, again=0.001)
    assert set(routes_of(of, prices, value=1)) == {ROUTES.index(AGAIN)}
    assert left_wrong(of, prices, value=1).tolist() == pytest.approx([0] * 4 + [1] * 4 + [0] * 2)


def test_where_everybody_is_asked_a_drawn_row_of_little_risk_is_asked_too():
    """Every open row is worth a person at 2.5, as their risks are .2 or more; a drawn one of .01 would stay."""
    of = answered([0.01, 0.3, 0.4, 0.5], NOBODY, [True, False, True, True], False)
    prices = Prices(person=0.5, again=9)
    audit = drawn_of(of, 100)
    assert judged(audit, prices, value=2.5).value == pytest.approx(0.25)
    everybody = judged_by_people(audit, prices)
    assert (everybody.value, everybody.n) == (0, 4)
    assert judged_by_people(audit, Prices(person=0.5, again=9, person_error=0.1)).value == pytest.approx(0.1)


def test_without_rows_nothing_is_said():
    assert judged(drawn_of(answered([], NOBODY, [], []), 10), PRICES, value=1).value is None


def seen(seed, n=400, *, of=1500):
    """Labels, a second opinion of drawn rows alone, and a student that differs where it is sure."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, of)
    risk = np.clip(rng.beta(1.2, 4, of), 0, 1)
    given = np.where(rng.random(of) < risk, (truth + 1) % 3, truth)
    sure = rng.uniform(0.4, 0.99, of)
    preferred = np.where(rng.random(of) < sure, truth, (truth + 2) % 3)
    wrong = given != truth
    differs = rng.random(of) < np.where(wrong, 0.8, 0.1)
    other = np.where(differs, np.where(wrong & (rng.random(of) < 0.7), truth, (given + 2) % 3), given)
    is_drawn = np.arange(of) < n
    return {
        "given": given,
        "other": other,
        "truth": truth,
        "sure": sure,
        "preferred": preferred,
        "drawn": is_drawn,
        "risk": risk,
    }


def folds(is_drawn):
    return np.where(is_drawn, np.arange(len(is_drawn)) % FOLDS, -1)


def test_a_rows_own_answer_teaches_none_of_its_chances():
    told = seen(0)
    risk, fold = told.pop("risk"), folds(told["drawn"])
    told["truth"] = np.where(told["drawn"], told["truth"], -1)
    chances, opinions = crossed(**told, fold=fold)
    turned = told | {"truth": np.where(fold == 2, (told["truth"] + 1) % 3, told["truth"])}
    chances_turned, opinions_turned = crossed(**turned, fold=fold)
    assert np.array_equal(chances[fold == 2], chances_turned[fold == 2], equal_nan=True)
    assert opinions[2] == opinions_turned[2]
    assert opinions[1] != opinions_turned[1]
    assert np.isnan(chances[fold < 0]).all()
    assert len(risk) == len(chances)


def test_what_too_few_have_shown_is_offered_by_no_part_and_what_enough_have_by_all():
    told = seen(0)
    told.pop("risk")
    wrong = np.flatnonzero(told["drawn"] & (told["given"] != told["truth"]))
    for kept, offered in ((ENOUGH - 1, False), (ENOUGH, True)):
        known = told["drawn"].copy()
        known[wrong[kept:]] = False
        truth = np.where(known, told["truth"], -1)
        _chances, opinions = crossed(**told | {"truth": truth}, fold=folds(known))
        assert [opinion is not None for opinion in opinions] == [offered] * FOLDS


def truly_left(told, rows, opinion, value):
    """What the routes of these rows leave wrong in truth, drawn from how opinions behave."""
    one = answered(
        rows.risk, rows.student, told["given"] != told["truth"], told["preferred"] == told["truth"], asked=rows.asked,
        heard=True, differs=told["other"] != told["given"], right=told["other"] == told["truth"], opinions=[opinion],
    )  # fmt: skip
    return left_wrong(one, PRICES, value=value).mean()


@pytest.mark.parametrize("value", [0.2, 1.0])
def test_the_interval_covers_what_open_rows_are_left_with(value):
    """People answered 150 rows, a model was asked of these alone: as of open rows, with no opinion there."""
    inside, went = [], []
    for seed in range(40):
        told = seen(seed, 150, of=3000)
        risk, is_drawn = told.pop("risk"), told["drawn"]
        known, fold = np.where(is_drawn, told["truth"], -1), folds(is_drawn)
        opinion = opinion_seen(told["given"], told["other"], known, is_drawn).opinion
        chances, _count = student_seen(told["sure"], told["preferred"], told["given"], known)
        rest = {name: values[~is_drawn] for name, values in told.items()}
        truth = truly_left(rest, Rows(risk, chances, np.zeros(3000, bool))[~is_drawn], opinion, value)
        own, opinions = crossed(**told | {"truth": known}, fold=fold)
        few = {name: values[is_drawn] for name, values in told.items()}
        differs, right = few["other"] != few["given"], few["other"] == few["truth"]
        found = Answered(
            Rows(risk, own, np.zeros(3000, bool))[is_drawn], fold[is_drawn], opinions, few["given"] != few["truth"],
            few["preferred"] == few["truth"], np.ones(150, bool), differs, right,
        )  # fmt: skip
        share = judged(drawn_of(found, 3000), PRICES, value=value)
        inside.append(share.low <= truth <= share.high)
        went.append((routes_of(found, PRICES, value=value) == ROUTES.index(AGAIN)).mean())
    assert np.mean(went) > 0.1, "some go to a model once more"
    assert np.mean(inside) >= 0.9
