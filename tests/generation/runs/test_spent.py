"""Money that was spent counts, whether the answer was of use or not."""

import asyncio
from decimal import Decimal

import pytest

from generation.models import Call, Run, RunState
from generation.runs.actions import ledger
from generation.runs.actions.ledger import SMALLEST
from generation.runs.actions.worker import Worker, work_on

pytestmark = pytest.mark.django_db(transaction=True)

PRICES = {"price_in": Decimal(1), "price_out": Decimal(4)}
BUDGET = Decimal("0.004")


def paid(calls) -> Decimal:
    return sum(calls.values_list("cost_usd", flat=True), Decimal(0))


def test_an_answer_that_is_malformed_is_paid_for(peer, endpoint_at, start):
    peer.turn(rate_malformed=1)
    run = start(endpoint_at(peer, **PRICES), count=1, budget_usd=BUDGET)
    work_on(run.pk)
    run.refresh_from_db()
    malformed = run.call_log.filter(reply__answer__problem="malformed")
    assert (run.state, run.accepted) == (RunState.PAUSED, 0)
    assert "budget" in run.reason
    assert run.cost_usd == paid(malformed) > 0
    assert run.cost_usd <= BUDGET


def test_a_200_without_an_answer_costs_what_it_says(simulated, endpoint_at, start):
    simulated.turn(rate_no_choices=0.4)
    run = start(endpoint_at(simulated, **PRICES), count=12, budget_usd=Decimal(1))
    work_on(run.pk)
    run.refresh_from_db()
    empty = run.call_log.exclude(error="")
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    assert empty.exists()
    assert all(call.tokens_in and call.tokens_out and call.cost_usd for call in empty)
    assert run.cost_usd == paid(run.call_log) > paid(empty)
    assert run.tokens_out == sum(run.call_log.values_list("tokens_out", flat=True))
    assert run.lost_usd == 0
    assert abs(run.reserved_usd) < Decimal("0.0000001")


def test_it_counts_against_the_cap(simulated, endpoint_at, start):
    simulated.turn(rate_no_choices=1)
    run = start(endpoint_at(simulated, **PRICES), count=12, budget_usd=BUDGET)
    work_on(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.PAUSED
    assert "budget" in run.reason
    assert BUDGET / 4 < run.cost_usd <= BUDGET
    assert run.cost_usd == paid(Call.objects.filter(run=run))


def test_what_others_gave_back_in_between_is_tried_again(simulated, endpoint_at, start):
    run = start(endpoint_at(simulated, **PRICES), count=12, budget_usd=BUDGET)
    held = Run.objects.filter(pk=run.pk)
    assert ledger.may_fit(run.pk, BUDGET - SMALLEST)  # nothing is set aside any more: the next try succeeds
    held.update(reserved_usd=BUDGET / 2)
    assert ledger.may_fit(run.pk, BUDGET)
    held.update(cost_usd=SMALLEST)
    assert not ledger.may_fit(run.pk, BUDGET)  # what is spent never comes back
    held.update(cost_usd=0, reserved_usd=SMALLEST / 10)
    assert not ledger.may_fit(run.pk, BUDGET)  # a residue, not a reservation: waiting would never end


def test_a_pause_leaves_the_worker_its_endpoint_to_the_end(simulated, endpoint_at, start):
    simulated.turn(rate_no_choices=1)
    run = start(endpoint_at(simulated, **PRICES), count=12, budget_usd=BUDGET)
    worker = Worker(run.pk, None, 120)
    asyncio.run(worker.work())
    # A refreshed run has forgotten it, and the loop, which must not read from the database, looks at it row by row.
    assert "endpoint" in worker._run._state.fields_cache


def test_where_it_says_nothing_its_worst_case_stays_out_of_the_budget(simulated, endpoint_at, start):
    simulated.turn(rate_no_choices=0.4, rate_no_usage=1)
    run = start(endpoint_at(simulated, **PRICES), count=12, budget_usd=Decimal(1), params={"max_tokens": 200})
    work_on(run.pk)
    run.refresh_from_db()
    empty = run.call_log.exclude(error="")
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    assert paid(empty) == 0
    assert run.lost_usd >= empty.count() * 200 * Decimal(4) / 1_000_000 > 0
    assert abs(run.reserved_usd) < Decimal("0.0000001")
