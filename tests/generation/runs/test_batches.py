"""Runs that ask by an endpoint's batch door: handed in together, waited for, found again after a kill."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from generation.models import Batch, Call, RunState
from generation.runs.actions import batches
from generation.runs.actions.lifecycle import pause_run, resume_run
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(batches, "QUIET_S", 0.3)
    monkeypatch.setattr(batches, "POLL_S", 0.1)


def finished(run):
    work_on(run.pk)
    run.refresh_from_db()
    return run


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


def test_a_pause_lets_go_at_once_and_the_batch_is_found_again(simulated, endpoint_at, start, monkeypatch):
    monkeypatch.setattr("generation.llm.simulator.batches.AFTER_S", 3.0)
    run = start(endpoint_at(simulated), count=10, batch=True)

    def pause_once_handed_in(run):
        if Batch.objects.exclude(provider_id="").exists():
            pause_run(run=run)

    began = time.monotonic()
    work_on(run.pk, on_tick=pause_once_handed_in)
    assert time.monotonic() - began < 3
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.PAUSED, 0)
    resume_run(run=run)
    assert finished(run).accepted == 10
    assert Batch.objects.count() == 1


def test_killed_while_it_waits_it_hands_nothing_in_twice(simulated, endpoint_at, start, monkeypatch):
    monkeypatch.setattr("generation.llm.simulator.batches.AFTER_S", 2.0)
    run = start(endpoint_at(simulated), count=10, batch=True)
    code = (
        "import django; django.setup()\n"
        "from generation.runs.actions import batches; batches.QUIET_S = 0.3\n"
        f"from generation.runs.actions.worker import work_on; work_on({run.pk})"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "synthlab.settings", "PYTHONPATH": str(settings.BASE_DIR)}
    environment["DATABASE_URL"] = f"sqlite:///{connection.settings_dict['NAME']}"
    worker = subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR)
    try:
        until = time.monotonic() + 60
        while not Batch.objects.exclude(provider_id="").exists():
            assert time.monotonic() < until, "nothing was handed in"
            time.sleep(0.05)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert finished(run).accepted == 10
    assert Batch.objects.count() == 1
