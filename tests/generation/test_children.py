"""Runs have places of their own: however long they take, what takes seconds goes on beside them."""

import sys
import time

import pytest
from celery import current_app

from annotation.certificate.asking import FREEZE
from annotation.machine.asking import TASK as SCORE
from annotation.reports import TASK as REPORT
from generation import children, jobs
from generation.models import Job
from generation.runs.frames import WORK

pytestmark = [pytest.mark.django_db(transaction=True)]

ENDLESS = [sys.executable, "-c", "import time; time.sleep(600)"]


def ring(job: Job) -> None:
    """What the worker does when a message comes, in one of its threads."""
    current_app.tasks[job.task](job.pk)


def wait_for(condition, seconds: float = 10) -> None:
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
    with children._lock:
        for child in children._children:
            child.kill()
    wait_for(lambda: not children._in_places)


def test_endless_runs_in_every_place_hold_up_no_score_and_start_no_further_child(endless):
    runs = [jobs.enqueue(WORK, f"{number}/1") for number in range(3)]
    began = time.monotonic()
    for job in [*runs, *runs]:
        ring(job)
    wait_for(lambda: len(children._children) == 2)
    ring(jobs.enqueue(SCORE, "1"))
    assert time.monotonic() - began < 10
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
