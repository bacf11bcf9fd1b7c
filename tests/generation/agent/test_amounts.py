"""Amounts as a plan's pages name them."""

from decimal import Decimal

import pytest

from generation.agent.frames import Said, left_in_cents, rounded_down
from generation.catalogue.agent.turns import Proposal


@pytest.mark.parametrize(
    ("left", "offered"),
    [("4.9977", "4.90"), ("0.25", "0.25"), ("12.3456", "12.00"), ("1234.5", "1200.00"), ("0.2685", "0.26"),
     ("0.034567", "0.034"), ("0.000345678", "0.0003"), ("5", "5.00")],
)  # fmt: skip
def test_what_may_come_next_is_offered_as_people_name_an_amount(left, offered):
    assert str(rounded_down(Decimal(left))) == offered


def test_what_is_less_than_a_form_takes_stays():
    assert rounded_down(Decimal("0.00001234")) == Decimal("0.00001234")
    assert rounded_down(Decimal(0)) == 0


@pytest.mark.parametrize(("left", "shown"), [("4.9977", "4.99"), ("0.099999", "0.0999"), ("0", "0.0000")])
def test_never_more_is_shown_than_is_left(left, shown):
    assert str(left_in_cents(Decimal(left))) == shown


@pytest.mark.parametrize(
    ("by_the_pilot", "outside"),
    [((1.0, 1.5, 2.0), False), ((0.5, 1.5, 2.0), True), ((1.0, 3.0, 9.0), True), (None, False)],
)
def test_a_pilot_that_contradicts_the_price_before_it_says_so(by_the_pilot, outside):
    assert Said(None, Proposal("nothing"), (), by_the_pilot, (1.0, 4.0)).outside is outside


def test_without_a_price_nothing_is_contradicted():
    assert Said(None, Proposal("nothing"), (), (1.0, 2.0, 3.0), None).outside is False
