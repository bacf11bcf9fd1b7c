"""Where each row goes (human.md 1.1, 1.2): known answers, and what holds for every price."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.methods.routing.frontier import drawn_by_chance, frontier
from annotation.methods.routing.routes import (
    ACCEPT,
    AGAIN,
    ASK,
    KEEP,
    PERSON,
    ROUTES,
    STUDENT,
    TAKE,
    Opinion,
    Prices,
    Rows,
    after,
    route,
)

NOBODY = np.nan
GOOD = Opinion(differs_from_wrong=0.9, differs_from_right=0.05, right=0.8)


def rows(risk, student=NOBODY, asked=False):
    risk = np.asarray(risk, dtype=float)
    return Rows(risk, np.broadcast_to(np.asarray(student, float), risk.shape), np.broadcast_to(asked, risk.shape))


def names(routed):
    return [ROUTES[number] for number in routed.route]


def test_a_person_is_asked_where_the_risk_times_the_value_is_above_the_price():
    """c_err = 2, c_h = .1, people who never err: the threshold is .05."""
    found = route(rows([0.02, 0.049, 0.051, 0.9]), Prices(person=0.1), value=2)
    assert names(found) == [ACCEPT, ACCEPT, PERSON, PERSON]
    assert found.cost.tolist() == [0, 0, 0.1, 0.1]
    assert found.error.tolist() == [0.02, 0.049, 0, 0]


def test_people_who_err_are_asked_only_where_they_are_better():
    """f x c_err x (1 - e/f) > c_h is f > .05 + .2 here."""
    found = route(rows([0.1, 0.24, 0.26]), Prices(person=0.1, person_error=0.2), value=2)
    assert names(found) == [ACCEPT, ACCEPT, PERSON]


def test_the_students_label_is_taken_where_it_is_likelier_than_the_one_in_use():
    found = route(rows([0.3, 0.9, 0.9], student=[0.9, 0.9, NOBODY]), Prices(person=100), value=1)
    assert names(found) == [ACCEPT, STUDENT, ACCEPT]
    assert found.error.tolist() == pytest.approx([0.3, 1 - 0.81, 0.9])


def test_a_cheap_good_opinion_goes_before_a_dear_person():
    found = route(
        rows([0.01, 0.3, 0.3], asked=[False, False, True]), Prices(person=1, again=0.01), value=4, opinion=GOOD
    )
    assert names(found) == [ACCEPT, AGAIN, PERSON]
    # Of 100 such rows 27 + 3.5 differ and go to a person; of the 69.5 that agree 3 are wrong.
    assert found.people[1] == pytest.approx(0.305)
    assert found.cost[1] == pytest.approx(0.01 + 0.305)
    assert found.error[1] == pytest.approx(0.03)


def test_where_people_are_too_dear_the_likelier_of_two_labels_is_taken():
    agreeing, differing = after(rows([0.3, 0.02]), Prices(person=100, again=0.01), value=1, opinion=GOOD)
    assert agreeing.tolist() == [KEEP, KEEP]
    assert differing.tolist() == [TAKE, KEEP]  # 27 : 3.5 that it is wrong, and 8 in 10 of the others are right


def test_where_people_are_cheap_whoever_differs_goes_to_one():
    assert after(rows([0.3]), Prices(person=0.1, again=0.01), value=4, opinion=GOOD)[1].tolist() == [ASK]


def test_an_opinion_of_unknown_worth_is_not_asked_for():
    assert AGAIN not in names(route(rows(np.linspace(0, 1, 50)), Prices(person=1, again=0), value=3))


@pytest.mark.parametrize("broken", [{"risk": [1.2]}, {"risk": [np.nan]}, {"risk": [0.5], "student": [-0.1]}])
def test_what_is_no_chance_is_refused(broken):
    with pytest.raises(ValueError, match="no chance"):
        rows(**broken)


chances = st.lists(st.floats(0, 1), min_size=1, max_size=40)
prices = st.builds(Prices, person=st.floats(0.01, 10), again=st.floats(0.0001, 1), person_error=st.floats(0, 0.3))
opinions = st.builds(Opinion, *[st.floats(0.01, 0.99)] * 3)


@given(chances, prices, opinions, st.floats(0.01, 1000))
def test_no_other_route_would_lose_less(risk, price, opinion, value):
    of = rows(risk, student=0.7)
    loss = lambda routed: routed.cost + value * routed.error  # noqa: E731
    best = loss(route(of, price, value=value, opinion=opinion))
    alone = [
        value * of.risk,
        value * (1 - 0.7 * of.risk),
        np.full(len(of), price.person + value * price.person_error),
        loss(route(rows(risk, student=0.7, asked=True), price, value=value, opinion=opinion)),
    ]
    assert (best <= np.min(alone, axis=0) + 1e-9 * value).all()


@given(chances, prices, opinions)
def test_along_the_frontier_more_money_leaves_fewer_wrong_labels(risk, price, opinion):
    points = frontier(rows(risk, student=0.6), price, opinion=opinion)
    errors, costs = [point.error for point in points], [point.cost for point in points]
    assert errors == sorted(errors, reverse=True)
    assert costs == sorted(costs)
    assert all(sum(point.routes.values()) == len(risk) for point in points)


@given(chances, prices)
def test_the_frontier_is_never_above_people_drawn_by_chance(risk, price):
    of = rows(risk)
    nobody, everybody = drawn_by_chance(of, price)
    for point in frontier(of, price):
        share = point.cost / everybody.cost
        assert point.error <= nobody.error + share * (everybody.error - nobody.error) + 1e-9


def test_no_rows_have_no_frontier():
    assert frontier(rows([]), Prices(person=1)) == []
