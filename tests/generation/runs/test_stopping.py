"""A worker that is stopped pays for nothing twice: what it asked for is waited for and stored."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection

from generation import jobs
from generation.models import Call, Claim, Job, PlannedRow, RunState
from generation.runs.actions.ledger import SMALLEST
from generation.runs.actions.worker import work_on
from generation.runs.frames.runs import WORK
from tests.generation.runs.processes import database_url, wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.kills]

STOPS = (signal.SIGTERM, signal.SIGINT)
DATABASE_IS_DOWN = """
from django.db import OperationalError
from generation.runs.actions import ledger
def down(*_args): raise OperationalError("the database system is starting up")
ledger.store = down
"""


@pytest.fixture
def slow_run(simulated, endpoint_at, start):
    simulated.turn(latency_ms=1500)
    return start(endpoint_at(simulated, concurrency=4, timeout_s=30), count=12)


@pytest.fixture
def asked(simulated):
    before = simulated.stats()["requests"]
    return lambda: simulated.stats()["requests"] - before


@contextmanager
def ended(process: subprocess.Popen):
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def rows_asked(simulated) -> int:
    """The set-up's request is alone; the rows' come together."""
    return simulated.stats()["in_flight"] == 4


def is_given_back(run) -> bool:
    return not Claim.objects.exists() and not run.rows.filter(state=PlannedRow.State.CLAIMED).exists()


@pytest.mark.parametrize("stop", STOPS)
def test_what_it_asked_for_is_stored_and_the_next_worker_goes_on_at_once(simulated, slow_run, asked, stop):
    with ended(worker(slow_run)) as process:
        wait_for(lambda: rows_asked(simulated))
        process.send_signal(stop)
        process.send_signal(signal.SIGTERM)  # its own worker may be told of the same stop, and tells it again
        process.wait(30)
    assert process.returncode
    assert asked() == Call.objects.filter(run=slow_run).count() >= 4
    assert is_given_back(slow_run)
    simulated.turn(latency_ms=0)
    work_on(slow_run.pk)
    slow_run.refresh_from_db()
    assert (slow_run.state, slow_run.accepted) == (RunState.DONE, 12)
    assert asked() == Call.objects.filter(run=slow_run).count() == slow_run.calls


@pytest.mark.slow
def test_a_worker_of_all_runs_waits_for_the_run_and_its_job_is_free_at_once(simulated, slow_run, asked, tmp_path):
    job = jobs.enqueue(WORK, f"{slow_run.pk}/1")
    environment = {name: value for name, value in os.environ.items() if name != "CELERY_BROKER_URL"}
    environment |= {"DATABASE_URL": database_url(), "SYNTHLAB_DATA_DIR": str(tmp_path)}
    Job.objects.update(sent_at=None)  # the sweeper rings: the tests' broker is not that worker's
    command = [sys.executable, "manage.py", "worker"]
    with ended(subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)) as process:
        wait_for(lambda: rows_asked(simulated))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert asked() == Call.objects.filter(run=slow_run).count() >= 4
    assert is_given_back(slow_run)
    assert jobs.is_free(job.pk)
    assert Job.objects.get(pk=job.pk).attempts == 0


def stopped_when(condition) -> None:
    def watch() -> None:
        wait_for(condition)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


@pytest.mark.parametrize("on_terminal", [True, False])
def test_who_looks_on_is_told_what_it_waits_for(simulated, slow_run, monkeypatch, capsys, on_terminal):
    handler = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: on_terminal)
    stopped_when(lambda: rows_asked(simulated))
    with pytest.raises(KeyboardInterrupt):
        work_on(slow_run.pk)
    said = "Waiting for answers that are paid for: 4. Ctrl+C again gives them up."
    assert (said in capsys.readouterr().err) == on_terminal
    assert signal.getsignal(signal.SIGTERM) is handler


def test_a_worker_in_a_thread_leaves_the_signals_alone(simulated, endpoint_at, start):
    run = start(endpoint_at(simulated), count=2)
    handlers = []

    def work() -> None:
        work_on(run.pk, on_tick=lambda _run: handlers.append(signal.getsignal(signal.SIGTERM)))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert set(handlers) == {signal.getsignal(signal.SIGTERM)}


def test_a_second_ctrl_c_ends_it_though_the_database_is_down(simulated, endpoint_at, start, asked):
    run = start(endpoint_at(simulated, concurrency=4), count=20)
    with ended(worker(run, DATABASE_IS_DOWN)) as process:
        wait_for(asked)
        wait_for(lambda: not simulated.stats()["in_flight"])
        for _press in range(2):
            threading.Event().wait(0.5)
            process.send_signal(signal.SIGINT)
        assert process.wait(15)  # in 17 s it would have tried to write often enough


def test_what_a_second_ctrl_c_cuts_off_may_be_billed_and_stays_out_of_the_budget(simulated, endpoint_at, start):
    """As after a kill: nobody waits for the answers, and nobody knows what they cost."""
    simulated.turn(latency_ms=3000)
    prices = {"price_in": Decimal(1), "price_out": Decimal(4)}
    run = start(endpoint_at(simulated, concurrency=4, timeout_s=30, **prices), count=12, budget_usd=Decimal(1))
    with ended(worker(run)) as process:
        wait_for(lambda: rows_asked(simulated))
        reserved = Claim.objects.get().reserved_usd
        for _press in range(2):
            process.send_signal(signal.SIGINT)
            threading.Event().wait(0.5)
        assert process.wait(60)
    run.refresh_from_db()
    assert is_given_back(run)
    assert run.lost_usd == reserved > 0
    assert abs(run.reserved_usd) < SMALLEST
