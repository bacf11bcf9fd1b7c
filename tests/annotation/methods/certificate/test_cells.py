"""Every cell of methods/human.md 9.12: sizes, errors and queues, looked at after each audit, 2,000 lives each."""

from math import sqrt

import pytest

from bench.certificate_cells import QUEUES, RISK, RUNS, SIZES, Cell, errors_of

MOST = RISK + 3 * sqrt(RISK * (1 - RISK) / RUNS)


@pytest.mark.slow
@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize(("size", "errors"), [(size, errors) for size in SIZES for errors in errors_of(size)])
def test_the_bound_is_ever_wrong_no_more_often_than_its_risk(size, errors, queue):
    ever_wrong, _plain = Cell(size, errors, queue).lived()
    assert ever_wrong <= MOST


@pytest.mark.slow
def test_a_plain_limit_looked_at_after_each_audit_is_wrong_far_more_often():
    """The negative control, where the queue clears right rows first."""
    _ever_wrong, plain = Cell(500, 32, "clears right ones first").lived()
    assert plain > 0.5
