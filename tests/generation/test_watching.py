import pytest

from generation import children, jobs
from generation.models import Job
from generation.watching import carry_out_watched

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _two_steps(monkeypatch):
    def handler(job):
        jobs.report(job, done=1)
        jobs.report(job, done=2)

    monkeypatch.setitem(children.HANDLERS, "test.two_steps", handler)


@pytest.mark.usefixtures("_two_steps")
def test_it_carries_the_job_out_and_tells_its_progress():
    told = []
    job = carry_out_watched(jobs.enqueue("test.two_steps", "here"), told.append)
    assert job.state == Job.State.DONE
    assert told[-1] == {"done": 2}


@pytest.mark.usefixtures("_two_steps")
def test_it_watches_a_job_that_another_worker_took(monkeypatch):
    job = jobs.enqueue("test.two_steps", "elsewhere")
    with jobs.leased(job.pk):
        monkeypatch.setattr("generation.watching._wait", lambda worker: (worker.join(), jobs.finish(held(job))))
        assert carry_out_watched(Job.objects.get(pk=job.pk), lambda progress: None).state == Job.State.DONE


def held(job):
    return Job.objects.get(pk=job.pk)


def test_a_job_that_fails_is_told(monkeypatch):
    def handler(job):
        raise RuntimeError("no more paper")

    monkeypatch.setitem(children.HANDLERS, "test.fails", handler)
    monkeypatch.setattr(jobs, "MAX_ATTEMPTS", 1)
    job = carry_out_watched(jobs.enqueue("test.fails", "here"), lambda progress: None)
    assert (job.state, job.error) == (Job.State.FAILED, "RuntimeError: no more paper")
