"""Runs have places of their own: however long they take, what takes seconds goes on beside them."""

import signal
import subprocess
import sys
import threading
import time

import pytest
from celery import current_app

from annotation.certificate.asking import FREEZE
from annotation.machine.asking import TASK as SCORE
from annotation.reports import TASK as REPORT
from generation import children, jobs
from generation.models import Job
from generation.runs.frames.runs import WORK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kills]

ENDLESS = [sys.executable, "-c", "import time; time.sleep(600)"]


def ring(job: Job) -> None:
    """What the worker does when a message comes, in one of its threads."""
    current_app.tasks[job.task](job.pk)


def wait_for(condition, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


@pytest.fixture
def endless(monkeypatch, settings):
    """Children of runs that never end; others end at once."""
    settings.RUN_PLACES = 2
    current_app.loader.import_default_modules()
    runs = Job.objects.filter(task=WORK)

    def command(job_id: int) -> list[str]:
        return ENDLESS if runs.filter(pk=job_id).exists() else [sys.executable, "-c", ""]

    monkeypatch.setattr(children, "_command", command)
    yield
    end_children()
    wait_for(lambda: not children._in_places)


def end_children() -> None:
    with children._lock:
        for child in children._children:
            child.kill()


def test_endless_runs_in_every_place_hold_up_no_score_and_start_no_further_child(endless):
    runs = [jobs.enqueue(WORK, f"{number}/1") for number in range(3)]
    began = time.monotonic()
    for job in [*runs, *runs]:
        ring(job)
    wait_for(lambda: len(children._children) == 2)
    ring(jobs.enqueue(SCORE, "1"))
    assert time.monotonic() - began < 60  # not for as long as they run
    time.sleep(0.2)
    assert children._in_places == {runs[0].pk, runs[1].pk}
    assert len(children._children) == 2


def test_a_run_that_waits_begins_when_a_place_comes_free(endless):
    first, second, third = (jobs.enqueue(WORK, f"{number}/1") for number in range(3))
    for job in (first, second, third):
        ring(job)
    wait_for(lambda: len(children._children) == 2)
    next(iter(children._children)).kill()
    wait_for(lambda: len(children._in_places) == 1)
    ring(third)  # as the sweeper does
    wait_for(lambda: third.pk in children._in_places and len(children._children) == 2)


def test_a_heavy_job_that_is_rung_again_before_its_child_holds_it_starts_no_second_one(monkeypatch):
    current_app.loader.import_default_modules()
    monkeypatch.setattr(children, "_command", lambda _job: ENDLESS)
    job = jobs.enqueue(SCORE, "1")
    threads = [threading.Thread(target=ring, args=(job,)) for _message in range(3)]
    for thread in threads:
        thread.start()
    wait_for(lambda: children._children)
    time.sleep(0.3)
    started = len(children._children)
    end_children()
    for thread in threads:
        thread.join()
    assert started == 1
    begun: list[int] = []
    monkeypatch.setattr(children, "_command", lambda job_id: begun.append(job_id) or [sys.executable, "-c", ""])
    ring(job)  # as the sweeper does, for the child died
    assert begun == [job.pk]


def test_work_asked_for_once_more_while_it_runs_is_done_in_the_same_child(monkeypatch):
    current_app.loader.import_default_modules()
    done: list[int] = []

    def handler(job: Job) -> None:
        done.append(job.pk)
        if len(done) < 3:
            jobs.enqueue(SCORE, "1")

    monkeypatch.setitem(children.HANDLERS, SCORE, handler)
    job = jobs.enqueue(SCORE, "1")
    children.carry_out_with_others(job.pk)
    assert done == [job.pk] * 3
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_waiting_reports_are_made_in_one_child_and_their_messages_start_none(monkeypatch):
    current_app.loader.import_default_modules()
    made: list[str] = []
    monkeypatch.setitem(children.HANDLERS, REPORT, lambda job: made.append(job.key))
    monkeypatch.setitem(children.HANDLERS, FREEZE, lambda job: made.append(job.key))
    reports = [jobs.enqueue(REPORT, f"report-{number}") for number in range(3)]
    freeze = jobs.enqueue(FREEZE, "freeze")
    children.carry_out_with_others(reports[0].pk)
    assert made == ["report-0", "report-1", "report-2"]
    assert jobs.is_free(freeze.pk)
    monkeypatch.setattr(children, "_command", lambda _job: pytest.fail("nothing is left to do"))
    for job in reports:
        ring(job)


@pytest.mark.parametrize(("takes_s", "ended_by"), [(0.5, 0), (600, -signal.SIGKILL)])
def test_a_worker_that_is_stopped_waits_for_its_runs_but_not_for_ever(monkeypatch, settings, takes_s, ended_by):
    waits = f"import signal, time\nsignal.signal(15, lambda *_: None)\nprint(flush=True)\ntime.sleep({takes_s})"
    command, began = [sys.executable, "-c", waits], []
    popen = subprocess.Popen

    def begun(command: list[str], **more) -> subprocess.Popen:
        began.append(popen(command, stdout=subprocess.PIPE, **more))
        return began[0]

    monkeypatch.setattr(children, "_command", lambda _job: command)
    monkeypatch.setattr(children, "GRACE_S", 2)
    monkeypatch.setattr(children.subprocess, "Popen", begun)
    current_app.loader.import_default_modules()
    ring(jobs.enqueue(WORK, "1/1"))
    wait_for(lambda: children._children)
    began[0].stdout.readline()  # by now it does not mind to be told
    children._end_children()
    children._wait_for_children()
    assert not children._children
    assert began[0].returncode == ended_by
