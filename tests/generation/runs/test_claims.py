"""A worker's hold on rows: whoever slept past it takes none, and what nobody holds comes free."""

import asyncio
from contextlib import nullcontext
from datetime import timedelta
from decimal import Decimal
from threading import Event, Thread
from time import sleep

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation.models import Call, Claim, PlannedRow, Run, RunState
from generation.runs.actions import ledger
from generation.runs.actions.worker import Worker, work_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]
SLEEPER, OTHER = "a" * 32, "b" * 32
State = PlannedRow.State


@pytest.fixture
def run(simulated, endpoint_at, start) -> Run:
    run = start(endpoint_at(simulated))
    PlannedRow.objects.bulk_create(PlannedRow(run=run, round=1, batch=0, index=i, seed=i) for i in range(4))
    ledger.begin(run.pk)
    return run


def slept(run: Run, token: str = SLEEPER) -> None:
    """The worker's process was stopped for longer than its claim lasts; another worker looked meanwhile."""
    Claim.objects.filter(token=token).update(until=timezone.now() - timedelta(seconds=1))
    ledger.free_expired(run.pk)


def test_a_worker_that_slept_past_its_claim_takes_no_rows(run):
    ledger.open_claim(run.pk, SLEEPER)
    slept(run)
    with pytest.raises(ledger.ClaimLost):
        ledger.claim_rows(run.pk, SLEEPER, 4)
    assert set(run.rows.values_list("state", "claim", "attempts")) == {(State.PLANNED, "", 0)}


def test_taking_rows_keeps_the_claim(run):
    ledger.open_claim(run.pk, SLEEPER)
    Claim.objects.update(until=timezone.now() + timedelta(seconds=1))
    assert len(ledger.claim_rows(run.pk, SLEEPER, 4)) == 4
    assert Claim.objects.get().until > timezone.now() + Claim.LEASE / 2


def test_rows_under_a_token_that_nobody_holds_come_free_when_a_worker_begins(run):
    for token in (SLEEPER, OTHER):
        ledger.open_claim(run.pk, token)
        ledger.claim_rows(run.pk, token, 2)
    Claim.objects.filter(token=SLEEPER).delete()
    ledger.begin(run.pk)
    assert list(run.rows.values_list("index", "state", "claim").order_by("index")) == [
        (0, State.PLANNED, ""),
        (1, State.PLANNED, ""),
        (2, State.CLAIMED, OTHER),
        (3, State.CLAIMED, OTHER),
    ]


def test_a_claim_is_locked_before_its_run(run):
    """In any other order whoever frees a claim and the worker that wakes could wait for each other."""
    ledger.open_claim(run.pk, SLEEPER)
    Run.objects.filter(pk=run.pk).update(budget_usd=1)
    for work in (
        lambda: ledger.reserve(run.pk, SLEEPER, Decimal("0.1")),
        lambda: ledger.store(run.pk, SLEEPER, ledger.Stored(calls=[Call(run=run, step="write", request={})])),
        lambda: slept(run),
    ):
        with CaptureQueriesContext(connection) as asked:
            work()
        written = [query["sql"].split()[1] for query in asked if query["sql"].startswith("UPDATE")]
        held = [table for table in dict.fromkeys(written) if table in ('"generation_claim"', '"generation_run"')]
        assert held == ['"generation_claim"', '"generation_run"']


def test_a_reservation_that_does_not_fit_leaves_nothing(run):
    ledger.open_claim(run.pk, SLEEPER)
    Run.objects.filter(pk=run.pk).update(budget_usd=1)
    assert ledger.reserve(run.pk, SLEEPER, Decimal("0.75"))
    assert not ledger.reserve(run.pk, SLEEPER, Decimal("0.75"))
    run.refresh_from_db()
    assert (run.reserved_usd, Claim.objects.get().reserved_usd) == (Decimal("0.75"), Decimal("0.75"))


def test_a_worker_that_wakes_begins_anew_and_the_run_ends(simulated, endpoint_at, start, monkeypatch):
    """It pays for nothing twice: what it had asked for is answered and stored before it begins again."""
    simulated.turn(latency_ms=20)
    run = start(endpoint_at(simulated, concurrency=2), count=20)
    claim_rows, woken, before = ledger.claim_rows, [], simulated.stats()["requests"]

    def claims_after_a_sleep(run_id: int, token: str, most: int) -> list[PlannedRow]:
        if not woken and Call.objects.filter(run=run_id).count() > 5:
            woken.append(token)
            slept(run, token)
        return claim_rows(run_id, token, most)

    monkeypatch.setattr(ledger, "claim_rows", claims_after_a_sleep)
    work_on(run.pk)
    run.refresh_from_db()
    assert woken
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert not Claim.objects.exists()
    assert simulated.stats()["requests"] - before == Call.objects.filter(run=run).count()


def taken_over(run: Run) -> None:
    """A worker takes the rows and sleeps; another one takes them over."""
    for token in (SLEEPER, OTHER):
        ledger.open_claim(run.pk, token)
        assert len(ledger.claim_rows(run.pk, token, 4)) == 4
        if token == SLEEPER:
            slept(run)


def answer_of(run: Run, text: str) -> ledger.Stored:
    reply, row = {"answer": {"fields": {"text": text}}}, run.rows.get(round=1, index=0)
    return ledger.Stored(calls=[Call(run=run, row=row, step="write", request={}, reply=reply, cost_usd=Decimal(1))])


def woken_stores(run: Run, text: str) -> None:
    with pytest.raises(ledger.ClaimLost):
        ledger.store(run.pk, SLEEPER, answer_of(run, text))


@pytest.mark.parametrize("wakes_first", [True, False])
def test_what_two_workers_paid_for_is_kept_twice_and_the_answer_in_use_is_the_holders(run, wakes_first):
    taken_over(run)
    if wakes_first:
        woken_stores(run, "late")
    ledger.store(run.pk, OTHER, answer_of(run, "in use"))
    if not wakes_first:
        woken_stores(run, "late")
    run.refresh_from_db()
    assert (run.calls, run.cost_usd, run.call_log.count()) == (2, 2, 2)
    used, late = run.call_log.get(error=""), run.call_log.exclude(error="").get()
    assert [call.reply["answer"]["fields"]["text"] for call in (used, late)] == ["in use", "late"]
    assert late.error.startswith("late: ")
    assert run.problems == {late.error: 1}


def test_an_answer_that_comes_late_is_used_where_nobody_has_taken_its_row_yet(run):
    ledger.open_claim(run.pk, SLEEPER)
    ledger.claim_rows(run.pk, SLEEPER, 4)
    slept(run)
    woken_stores(run, "late")
    ledger.open_claim(run.pk, OTHER)
    rows = ledger.claim_rows(run.pk, OTHER, 4)
    assert ledger.stored_answers(rows) == {rows[0].pk: {"write": {"fields": {"text": "late"}}}}


def test_answers_under_way_are_stored_where_taking_more_rows_fails(simulated, endpoint_at, start, monkeypatch):
    simulated.turn(latency_ms=50)
    run = start(endpoint_at(simulated, concurrency=4), count=20)
    claim_rows, failed, before = ledger.claim_rows, [], simulated.stats()["requests"]

    def fails_once(run_id: int, token: str, most: int) -> list[PlannedRow]:
        if not failed and Call.objects.filter(run=run_id).count() > 5:
            failed.append(token)
            raise OperationalError("deadlock detected")
        return claim_rows(run_id, token, most)

    monkeypatch.setattr(ledger, "claim_rows", fails_once)
    with pytest.raises(OperationalError):
        work_on(run.pk)
    assert simulated.stats()["requests"] - before == Call.objects.filter(run=run).count()
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert simulated.stats()["requests"] - before == Call.objects.filter(run=run).count()


def test_answers_are_stored_though_the_database_gives_a_write_up_once(simulated, endpoint_at, start, monkeypatch):
    """A deadlock, or a SQLite file that was locked too long: what is paid for is written a moment later."""
    simulated.turn(latency_ms=20)
    run = start(endpoint_at(simulated, concurrency=4), count=20)
    write, failed, before = ledger.note_rows, [], simulated.stats()["requests"]

    def fails_once(rows: list[PlannedRow]) -> None:
        if not failed:
            failed.append(len(rows))
            raise OperationalError("deadlock detected")
        write(rows)

    monkeypatch.setattr(ledger, "note_rows", fails_once)
    work_on(run.pk)
    run.refresh_from_db()
    assert failed
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert simulated.stats()["requests"] - before == Call.objects.filter(run=run).count() == run.calls


@pytest.mark.parametrize("still_starting", [False, True])
@pytest.mark.parametrize("went_through", [True, False])
def test_answers_are_stored_once_where_the_connection_is_lost_in_a_write(
    simulated, endpoint_at, start, monkeypatch, went_through, still_starting
):
    """Nobody heard whether it was written: what is there tells, as soon as the database can be asked."""
    simulated.turn(latency_ms=20)
    run = start(endpoint_at(simulated, concurrency=4, price_in=1, price_out=1), count=20, budget_usd=Decimal(1))
    store, failed, before = ledger.store, [], simulated.stats()["requests"]
    is_stored, looked = ledger.is_stored, []

    def looks(run_id: int, token: str, batch: ledger.Stored) -> bool:
        looked.append(batch)
        if still_starting and looked == [batch]:
            raise OperationalError("the database system is starting up")
        return is_stored(run_id, token, batch)

    def loses(run_id: int, token: str, batch: ledger.Stored) -> None:
        loses_now = len(failed) < 3
        if not loses_now or went_through:
            store(run_id, token, batch)
        if loses_now:
            failed.append(batch)
            connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(ledger, "store", loses)
    monkeypatch.setattr(ledger, "is_stored", looks)
    work_on(run.pk)
    run.refresh_from_db()
    calls = Call.objects.filter(run=run)
    assert len(failed) == 3
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert simulated.stats()["requests"] - before == calls.count() == run.calls
    assert run.cost_usd == sum(calls.values_list("cost_usd", flat=True))
    assert abs(run.reserved_usd) < Decimal("0.0000001")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes as part of the process that asks for it")
@pytest.mark.parametrize("held", [True, False])
def test_a_look_waits_for_a_write_that_the_server_is_still_finishing(run, held):
    """The connection was lost at the commit: what the server has begun it ends, though nobody hears of it."""
    ledger.open_claim(run.pk, SLEEPER)
    ledger.claim_rows(run.pk, SLEEPER, 4)
    if not held:
        slept(run)
    batch, written, looked = answer_of(run, "paid for"), Event(), Event()

    def commit_slowly() -> None:
        with transaction.atomic():
            with nullcontext() if held else pytest.raises(ledger.ClaimLost):
                ledger.store(run.pk, SLEEPER, batch)
            written.set()
            looked.wait(1)
        connection.close()

    server = Thread(target=commit_slowly)
    server.start()
    written.wait(20)
    try:
        assert ledger.is_stored(run.pk, SLEEPER, batch)
    finally:
        looked.set()
        server.join()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole file, and lets go of it in time")
def test_nobody_waits_for_a_worker_that_sleeps_in_a_write(run):
    ledger.open_claim(run.pk, SLEEPER)
    asleep, woken = Event(), Event()

    def sleep_in_a_write() -> None:
        with transaction.atomic():
            Claim.objects.filter(token=SLEEPER).update(until=timezone.now() - timedelta(seconds=1))
            asleep.set()
            woken.wait(20)
        connection.close()

    Claim.objects.filter(token=SLEEPER).update(until=timezone.now() - timedelta(seconds=1))
    sleeper = Thread(target=sleep_in_a_write)
    sleeper.start()
    asleep.wait(20)
    assert ledger.free_expired(run.pk) == 0
    woken.set()
    sleeper.join()
    assert ledger.free_expired(run.pk) == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole file, and lets go of it in time")
def test_a_worker_that_sleeps_in_a_write_lets_go_of_what_it_locked_and_writes_again(
    simulated, endpoint_at, start, monkeypatch
):
    monkeypatch.setattr(Claim, "LEASE", timedelta(seconds=2))
    run = start(endpoint_at(simulated, concurrency=4), count=20)
    store, slept_in, before = ledger.store, [], simulated.stats()["requests"]

    def sleeps(run_id: int, token: str, batch: ledger.Stored) -> None:
        if slept_in:
            return store(run_id, token, batch)
        slept_in.append(batch)
        with transaction.atomic():
            store(run_id, token, batch)
            sleep(3)
            Claim.objects.count()
        return pytest.fail("nobody ended its session")

    monkeypatch.setattr(ledger, "store", sleeps)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert simulated.stats()["requests"] - before == Call.objects.filter(run=run).count() == run.calls


def test_answers_under_way_are_stored_where_somebody_interrupts_the_worker(simulated, endpoint_at, start):
    """As Ctrl+C does on the command line."""
    simulated.turn(latency_ms=100)
    run = start(endpoint_at(simulated, concurrency=4), count=40)
    before = simulated.stats()["requests"]

    async def interrupted() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def interrupt(_run: Run) -> None:
            if Call.objects.filter(run=run).count() > 5:
                loop.call_soon_threadsafe(task.cancel)

        await Worker(run.pk, interrupt, patience_s=5).work()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted())
    asked = simulated.stats()["requests"] - before
    assert 5 < asked == Call.objects.filter(run=run).count() < 40
    assert not Claim.objects.exists()
