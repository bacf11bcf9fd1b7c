"""Runs that ask by an endpoint's batch door: handed in together, waited for, found again after a kill."""

import json
import time
import urllib.request
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from generation.llm.batch_door import BatchDoor
from generation.llm.client import ConfigurationError, QuotaExhausted, ServerFailed
from generation.llm.simulator import batches as simulated_batches
from generation.models import Batch, Call, Endpoint, Run, RunState
from generation.runs.actions import batch_money, batches, ledger
from generation.runs.actions.ledger import SMALLEST
from generation.runs.actions.lifecycle import cancel_run, pause_run, resume_run
from generation.runs.actions.worker import work_on
from generation.runs.sweeps import book_given_up
from tests.generation.runs.processes import claims_run_out, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(batches, "QUIET_S", 0.3)
    monkeypatch.setattr(batches, "POLL_S", 0.1)


@pytest.fixture
def slow(monkeypatch):
    """A batch is not answered before `slow.answer()`, however busy the machine is."""
    monkeypatch.setattr(simulated_batches, "AFTER_S", 3600.0)
    return SimpleNamespace(answer=lambda: monkeypatch.setattr(simulated_batches, "AFTER_S", 0.0))


def finished(run, **more):
    work_on(run.pk, **more)
    run.refresh_from_db()
    return run


def status_at(peer, batch: Batch) -> str:
    with urllib.request.urlopen(f"{peer.url}/batches/{batch.provider_id}", timeout=10) as answer:
        return json.load(answer)["status"]


def refusing(monkeypatch, method, problem):
    """Let a method of the batch door fail; returns the list of its calls."""
    calls = []

    async def refuse(self, *args, **more):
        calls.append(args)
        raise problem

    monkeypatch.setattr(BatchDoor, method, refuse)
    return calls


def bodies(monkeypatch, bound):
    """What an answer may measure at most, in the live door and in each line of a batch."""
    monkeypatch.setattr("generation.llm.pinned_client.LARGEST_BODY", bound)
    monkeypatch.setattr("generation.llm.batch_door.LARGEST_BODY", bound)


def test_requests_go_in_together_and_their_answers_come_back(simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated), count=30, batch=True))
    assert (run.state, run.accepted) == (RunState.DONE, 30)
    batch = Batch.objects.get()
    assert (batch.state, len(batch.keys)) == ("completed", 30)
    assert set(batch.keys) == set(Call.objects.filter(run=run).values_list("request_hash", flat=True))


def test_steps_that_follow_one_another_take_a_batch_each(simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated), recipe="attrprompt", count=20, batch=True))
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert Batch.objects.count() >= 3  # attributes, their values, then the texts


def test_what_a_batch_does_not_answer_is_asked_live(simulated, endpoint_at, start):
    simulated.turn(rate_500=0.3)
    run = finished(start(endpoint_at(simulated), count=30, batch=True))
    assert (run.state, run.accepted) == (RunState.DONE, 30)


def test_an_endpoint_without_that_door_is_asked_live(replay, endpoint_at, start):
    run = finished(start(endpoint_at(replay), count=10, batch=True))
    assert (run.state, run.accepted) == (RunState.DONE, 10)


def test_a_pause_lets_go_at_once_and_the_batch_is_found_again(simulated, endpoint_at, start, slow):
    run = start(endpoint_at(simulated), count=10, batch=True)

    def pause_once_handed_in(run):
        if Batch.objects.exclude(provider_id="").exists():
            pause_run(run=run)

    work_on(run.pk, on_tick=pause_once_handed_in)
    assert Batch.objects.get().state == "in_progress"  # nobody waited for it
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.PAUSED, 0)
    slow.answer()
    resume_run(run=run)
    assert finished(run).accepted == 10
    assert Batch.objects.count() == 1


@pytest.mark.kills
@pytest.mark.scaled
def test_killed_while_it_waits_it_hands_nothing_in_twice(simulated, endpoint_at, start, slow, worker_elsewhere):
    prices = {"price_in": Decimal(100), "price_out": Decimal(400)}
    run = start(endpoint_at(simulated, **prices), count=10, batch=True, budget_usd=Decimal("2.5"))
    worker = worker_elsewhere(run, "from generation.runs.actions import batches; batches.QUIET_S = 0.3")
    until = time.monotonic() + 60
    while not Batch.objects.exclude(provider_id="").exists():
        assert time.monotonic() < until, "nothing was handed in"
        time.sleep(0.05)
    worker.kill()
    worker.wait()
    slow.answer()
    assert finished(run).accepted == 10  # once the dead one's claim has run out, by itself
    assert Batch.objects.count() == 1
    assert (run.state, run.lost_usd) == (RunState.DONE, 0)  # the budget has no room for it twice


@pytest.mark.kills
@pytest.mark.scaled
def test_a_worker_takes_over_what_another_handed_in_after_it_had_begun(
    simulated, endpoint_at, start, slow, monkeypatch, worker_elsewhere
):
    run = start(endpoint_at(simulated), count=10, batch=True)
    worker = worker_elsewhere(run, "from generation.runs.actions import batches; batches.QUIET_S = 0.3")
    until = time.monotonic() + 60
    while not Batch.objects.exclude(provider_id="").exists():
        assert time.monotonic() < until, "nothing was handed in"
        time.sleep(0.05)
    worker.kill()
    worker.wait()
    claims_run_out(run)
    slow.answer()
    looks, batches_after = [], batches.batches_after

    def nothing_at_first(*args):
        looks.append(args)
        return batches_after(*args) if len(looks) > 1 else []

    monkeypatch.setattr(batches, "batches_after", nothing_at_first)
    assert finished(run).accepted == 10
    assert Batch.objects.count() == 1
    assert len(looks) > 1


def test_without_money_the_run_pauses_and_says_so(simulated, endpoint_at, start, monkeypatch):
    with monkeypatch.context() as patched:
        calls = refusing(patched, "submit", QuotaExhausted("The account of this endpoint has no money left"))
        run = finished(start(endpoint_at(simulated), count=5, batch=True))
    assert (run.state, run.reason) == (RunState.PAUSED, "The account of this endpoint has no money left")
    assert len(calls) == 1
    resume_run(run=run)
    run = finished(run)
    assert (run.state, run.accepted) == (RunState.DONE, 5)


@pytest.mark.parametrize("method", ["submit", "look", "find"])
def test_a_door_that_does_not_answer_pauses_the_run(simulated, endpoint_at, start, monkeypatch, method):
    if method == "find":
        refusing(monkeypatch, "submit", ServerFailed("it never said its number"))
    monkeypatch.setattr("generation.llm.limits.back_off", lambda *_args: 0)
    monkeypatch.setattr(batches, "back_off", lambda *_args: 0)
    refusing(monkeypatch, method, ServerFailed("the endpoint answers 502: bad gateway"))
    run = finished(start(endpoint_at(simulated), count=5, batch=True), patience_s=0.2)
    assert (run.state, run.accepted) == (RunState.PAUSED, 0)
    assert run.reason == "The endpoint does not answer: the endpoint answers 502: bad gateway"


def test_answers_of_any_number_arrive(simulated, endpoint_at, start, monkeypatch):
    bodies(monkeypatch, 3000)  # one answer has some 700 bytes, thirty have more
    run = finished(start(endpoint_at(simulated), count=30, batch=True))
    assert (run.state, run.accepted, run.problems) == (RunState.DONE, 30, {})
    assert Batch.objects.count() == 1


def test_what_is_too_much_for_one_file_goes_into_several(simulated, endpoint_at, start, monkeypatch):
    monkeypatch.setattr("generation.llm.batch_door.MOST_BYTES", 20_000)  # about ten of these requests
    run = finished(start(endpoint_at(simulated), count=30, batch=True))
    assert (run.state, run.accepted) == (RunState.DONE, 30)
    sizes = [len(batch.keys) for batch in Batch.objects.all()]
    assert sum(sizes) == 30
    assert len(sizes) > 1


def test_a_file_holds_no_more_requests_than_endpoints_take(simulated, endpoint_at, start, monkeypatch):
    monkeypatch.setattr("generation.llm.batch_door.MOST_LINES", 12)
    finished(start(endpoint_at(simulated), count=30, batch=True))
    assert [len(batch.keys) for batch in Batch.objects.all()] == [12, 12, 6]


def test_a_batch_that_the_endpoint_has_forgotten_is_asked_live(simulated, endpoint_at, start, monkeypatch):
    refusing(monkeypatch, "look", ConfigurationError("the endpoint answers 404: no such batch", status=404))
    run = finished(start(endpoint_at(simulated), count=5, batch=True))
    assert (run.state, run.accepted) == (RunState.DONE, 5)


def test_what_a_batch_answers_is_booked_at_the_price_of_batches(simulated, endpoint_at, start):
    prices = {"price_in": Decimal(100), "price_out": Decimal(400), "batch_discount": Decimal("0.4")}
    endpoint = endpoint_at(simulated, **prices)
    run = finished(start(endpoint, count=10, batch=True, budget_usd=Decimal(50)))
    assert (run.state, run.accepted) == (RunState.DONE, 10)
    for call in run.call_log.all():
        full = (100 * call.tokens_in + 400 * call.tokens_out) / Decimal(1_000_000)
        assert (call.reply["batch"], call.cost_usd) == (True, (full * Decimal("0.6")).quantize(Decimal("0.000001")))
    assert run.cost_usd == sum(call.cost_usd for call in run.call_log.all())
    assert abs(run.reserved_usd) < Decimal("0.0000001")


def test_what_is_asked_live_after_all_costs_what_that_costs(replay, endpoint_at, start):
    run = finished(start(endpoint_at(replay, price_out=Decimal(400)), count=5, batch=True, budget_usd=Decimal(50)))
    assert (run.state, run.accepted) == (RunState.DONE, 5)
    for call in run.call_log.all():
        assert "batch" not in call.reply
        assert call.cost_usd == 400 * call.tokens_out / Decimal(1_000_000)


def test_an_answer_in_a_batch_that_is_none_is_paid_for_and_asked_again(simulated, endpoint_at, start):
    simulated.turn(rate_no_choices=0.4)
    endpoint = endpoint_at(simulated, price_in=Decimal(1), price_out=Decimal(4))
    run = finished(start(endpoint, count=12, batch=True, budget_usd=Decimal(1)))
    empty = run.call_log.exclude(error="")
    assert (run.state, run.accepted) == (RunState.DONE, 12)
    assert empty.exists()
    for call in empty:
        full = (call.tokens_in + 4 * call.tokens_out) / Decimal(1_000_000)
        assert call.cost_usd == pytest.approx(full / 2, abs=Decimal("0.000001"))


PRICED = {"price_in": Decimal(100), "price_out": Decimal(400)}


def once_handed_in(change):
    """To be called each tick: change the run as soon as a batch is at the endpoint."""

    def look(run):
        if Batch.objects.exclude(provider_id="").exists():
            change(run=run)

    return look


def worst_of(batch) -> Decimal:
    return sum(map(Decimal, batch.keys.values()), Decimal(0))


@pytest.mark.scaled
@pytest.mark.parametrize("budget", [None, Decimal(50)])
def test_a_cancelled_run_cancels_its_batch_and_owes_nothing(simulated, endpoint_at, start, slow, budget):
    run = start(endpoint_at(simulated, **PRICED), count=10, batch=True, budget_usd=budget)
    finished(run, on_tick=once_handed_in(cancel_run))
    batch = Batch.objects.get()
    assert (run.state, batch.state, batch.closed) == (RunState.CANCELLED, "cancelled", True)
    assert (run.cost_usd, run.lost_usd) == (0, 0)
    assert abs(run.reserved_usd) < SMALLEST


def test_one_that_is_cancelled_while_it_pauses_does_so_too(simulated, endpoint_at, start, slow):
    run = start(endpoint_at(simulated, **PRICED), count=10, batch=True, budget_usd=Decimal(50))
    finished(run, on_tick=once_handed_in(pause_run))
    assert (
        run.reserved_usd
        == pytest.approx(Batch.objects.get().reserved_usd)
        == pytest.approx(worst_of(Batch.objects.get()))
    )
    cancel_run(run=run)
    finished(run)
    assert (Batch.objects.get().state, Batch.objects.get().closed) == ("cancelled", True)
    assert abs(run.reserved_usd) < SMALLEST


@pytest.mark.scaled
def test_what_was_answered_before_the_end_is_paid_for(simulated, endpoint_at, start, slow):
    run = start(endpoint_at(simulated, **PRICED), count=10, batch=True, budget_usd=Decimal(50))
    finished(run, on_tick=once_handed_in(pause_run))
    slow.answer()
    wait_for(lambda: status_at(simulated, Batch.objects.get()) == "completed")
    cancel_run(run=run)
    finished(run)
    late = run.call_log.filter(error__startswith="late: ")
    assert (late.count(), run.calls, Batch.objects.get().state) == (10, 10, "completed")
    assert run.cost_usd == sum(late.values_list("cost_usd", flat=True)) > 0
    assert (run.lost_usd, abs(run.reserved_usd) < SMALLEST) == (0, True)
    finished(run)  # once alone
    assert run.calls == 10


@pytest.mark.scaled
def test_where_the_batch_cannot_be_cancelled_its_worst_case_is_lost(simulated, endpoint_at, start, slow, monkeypatch):
    refusing(monkeypatch, "cancel", ConfigurationError("the endpoint answers 404: no such page", status=404))
    monkeypatch.setattr("generation.runs.actions.closing.CANCEL_S", 0.0)
    run = start(endpoint_at(simulated, **PRICED, batch_discount=Decimal("0.4")), count=10, batch=True)
    finished(run, on_tick=once_handed_in(cancel_run))
    assert run.lost_usd == pytest.approx(worst_of(Batch.objects.get()) * Decimal("0.6"))
    assert run.lost_usd > 0


@pytest.mark.scaled
def test_a_batch_that_may_not_be_asked_about_counts_at_its_most_after_a_day(simulated, endpoint_at, start, slow):
    endpoint = endpoint_at(simulated, **PRICED, batch_discount=Decimal("0.4"))
    run = start(endpoint, count=10, batch=True, budget_usd=Decimal(50))
    finished(run, on_tick=once_handed_in(pause_run))
    Endpoint.objects.filter(pk=endpoint.pk).update(base_url="http://10.0.0.8/v1")  # nobody allowed it
    cancel_run(run=run)
    finished(run)
    assert (book_given_up(), Batch.objects.get().closed, run.problems) == (0, False, {})
    assert run.reserved_usd > 0

    Run.objects.update(finished_at=timezone.now() - batch_money.GIVEN_UP)
    assert (book_given_up(), book_given_up()) == (1, 0)
    run.refresh_from_db()
    assert run.lost_usd == pytest.approx(worst_of(Batch.objects.get()) * Decimal("0.6"))
    assert abs(run.reserved_usd) < SMALLEST
    assert run.problems == {batch_money.NEVER_KNOWN: 1}


def test_a_batch_that_was_answered_before_costs_no_more_when_it_is_given_up(simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated, **PRICED), count=10, batch=True))
    Batch.objects.update(closed=False)  # as if the worker had died before it was closed
    Run.objects.update(finished_at=timezone.now() - batch_money.GIVEN_UP)
    assert book_given_up() == 1
    run.refresh_from_db()
    assert (run.lost_usd, run.problems, Batch.objects.get().closed) == (0, {}, True)


@pytest.mark.scaled
def test_a_budget_outlives_a_kill_while_the_batch_waits(simulated, endpoint_at, start, slow, monkeypatch):
    """What is set aside stands with the batch: the budget has no room for it twice."""
    run = start(endpoint_at(simulated, **PRICED), count=10, batch=True, budget_usd=Decimal("2.5"))
    with monkeypatch.context() as patched:  # as killed: its claim stays, with all that it has set aside
        patched.setattr(ledger, "release_claim", lambda *_args, **_given: None)
        finished(run, on_tick=once_handed_in(pause_run))
    claims_run_out(run)
    assert worst_of(Batch.objects.get()) > run.budget_usd / 2
    slow.answer()
    resume_run(run=run)
    finished(run)
    assert (run.state, run.accepted, run.lost_usd) == (RunState.DONE, 10, 0)
    assert (Batch.objects.count(), run.calls) == (1, 10)
    assert run.cost_usd == sum(run.call_log.values_list("cost_usd", flat=True))
    assert abs(run.reserved_usd) < SMALLEST


@pytest.mark.scaled
def test_what_never_arrived_takes_its_budget_along(simulated, endpoint_at, start, monkeypatch):
    run = start(endpoint_at(simulated, **PRICED), count=10, batch=True, budget_usd=Decimal("2.5"))
    with monkeypatch.context() as patched:
        refusing(patched, "submit", QuotaExhausted("no money"))
        finished(run)
    assert run.state == RunState.PAUSED
    resume_run(run=run)
    finished(run)
    assert (run.state, run.accepted) == (RunState.DONE, 10)
    assert abs(run.reserved_usd) < SMALLEST
