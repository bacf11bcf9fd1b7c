from decimal import Decimal

from generation.methods.measures.yields import accepted_share, cost_per_accepted


def test_yield_and_cost():
    assert accepted_share(30, 40) == 0.75
    assert cost_per_accepted(9000, 30) == 300
    assert cost_per_accepted(Decimal("1.50"), 30) == Decimal("0.05")


def test_what_cannot_be_said():
    assert accepted_share(0, 0) is None
    assert accepted_share(0, 5) == 0
    assert cost_per_accepted(100, 0) is None
