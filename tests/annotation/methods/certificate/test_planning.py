"""How many answers a promise takes (human.md 9.7): the catalogue's numbers, and what holds for every plan."""

from math import inf

import numpy as np
import pytest

from annotation.methods.certificate.limits import LIMITS
from annotation.methods.certificate.planning import audits_needed, planned, plans


@pytest.mark.parametrize(
    ("limit", "wrong", "audits"), [(0.02, 0.005, 366), (0.02, 0.01, 960), (0.02, 0.014, 2923), (0.05, 0.02, 246)]
)
def test_the_catalogues_numbers(limit, wrong, audits):
    assert audits_needed(wrong, limit) == pytest.approx(audits, abs=1)


def test_what_cannot_be_promised_takes_for_ever_and_what_is_true_anyway_nothing():
    assert audits_needed(0.02, 0.02) == inf
    assert audits_needed(0.5, 1.0) == 0
    assert audits_needed(np.nextafter(0.008, 0), 0.008) == inf  # they differ by a last digit


def test_a_sharp_order_takes_fewer_answers_than_a_blunt_one():
    sharp = np.concatenate([np.full(800, 0.9), np.full(9200, 0.008)])
    blunt = np.full(10_000, sharp.mean())
    first, second = (planned(chances, 10_000, limit=0.03) for chances in (sharp, blunt))
    assert first.answers < second.answers / 3
    assert 700 <= first.active <= 900
    assert first.left < 0.02


def test_where_few_are_wrong_nobody_looks_at_risky_rows_first():
    plan = planned(np.full(5000, 0.005), 5000, limit=0.02)
    assert (plan.active, plan.audits) == (0, 367)
    assert plan.audits_at_most == pytest.approx(2.3 * 367, abs=1)


def test_more_may_be_wrong_at_no_greater_price():
    chances = np.random.default_rng(0).beta(0.3, 3, 4000)
    answers = [planned(chances, 4000, limit=limit).answers for limit in LIMITS]
    assert answers == sorted(answers, reverse=True)
    assert all(answered <= 4000 for answered in answers)


def test_rows_that_were_reviewed_leave_room_for_those_that_were_not():
    chances = np.full(1000, 0.03)
    assert planned(chances, 4000, limit=0.02).answers < planned(chances, 1000, limit=0.02).answers


def test_unknown_chances_are_the_mean_and_no_rows_need_nothing():
    chances = np.array([0.2, np.nan, 0.0] * 100)
    assert planned(chances, 300, limit=0.2) == planned(np.nan_to_num(chances, nan=0.1), 300, limit=0.2)
    assert planned(np.zeros(0), 100, limit=0.01).answers == 0
    assert planned(np.full(10, np.nan), 10, limit=0.01).answers == 10


def test_the_plan_is_the_least_point_of_its_curve():
    chances = np.random.default_rng(0).beta(0.3, 3, 4000)
    curve = plans(chances, 4000, limit=0.02)
    assert planned(chances, 4000, limit=0.02) == min(curve, key=lambda plan: plan.answers)
    assert [curve[0].active, curve[-1].active, curve[-1].audits] == [0, 4000, 0]
    assert all(plan.answers <= 4000 for plan in curve)
    few = plans(chances, 4000, limit=0.02, cuts=40)
    assert len(few) == 41
    assert {plan.active for plan in few} <= {plan.active for plan in curve}
