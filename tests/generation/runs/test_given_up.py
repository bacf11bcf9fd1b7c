"""A run whose work is given up says so and can be resumed; it waits for no worker for ever."""

import pytest
from celery import current_app

from generation import jobs
from generation.children import carry_out
from generation.models import Job, RunState
from generation.runs.actions import worker
from generation.runs.actions.lifecycle import resume_run
from generation.runs.doorbell import ring_workers
from generation.runs.frames.runs import WORK
from generation.runs.frames.standstill import standstill

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run(start, endpoint_at, simulated):
    current_app.loader.import_default_modules()
    run = start(endpoint_at(simulated), count=2)
    ring_workers(run)
    return run


def tried(run, times: int) -> Job:
    job = jobs.open_job(WORK, f"{run.pk}/1")
    Job.objects.filter(pk=job.pk).update(attempts=times)
    carry_out(job.pk)
    run.refresh_from_db()
    job.refresh_from_db()
    return job


def test_a_run_whose_process_ends_each_time_pauses_with_the_reason_and_goes_on_when_resumed(run):
    job = tried(run, jobs.MAX_CLAIMS)
    assert (job.state, run.state, run.reason) == (Job.State.FAILED, RunState.PAUSED, jobs.ENDED_EACH_TIME)
    assert standstill(run) == ""
    resume_run(run=run)
    ring_workers(run)
    assert tried(run, 0).state == Job.State.DONE
    assert (run.state, run.accepted) == (RunState.DONE, 2)


def test_a_run_whose_work_raises_each_time_pauses_with_what_was_raised(run, monkeypatch):
    def work_on(_run_id: int) -> None:
        raise ValueError("no such column")

    monkeypatch.setattr(worker, "work_on", work_on)
    assert tried(run, jobs.MAX_ATTEMPTS - 2).state == Job.State.OPEN
    assert run.state == RunState.PLANNED
    Job.objects.update(lease_until=None)
    assert tried(run, jobs.MAX_ATTEMPTS - 1).state == Job.State.FAILED
    assert (run.state, run.reason) == (RunState.PAUSED, "ValueError: no such column")
