"""Background jobs: nothing is lost, nothing runs twice, whatever dies."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from generation import jobs
from generation.models import Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


@pytest.fixture
def bell(monkeypatch) -> list[tuple[str, list[int]]]:
    rung: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, args, **_options: rung.append((name, args)))
    return rung


def test_asking_twice_makes_one_job(bell):
    assert jobs.enqueue("t", "project-1").pk == jobs.enqueue("t", "project-1").pk
    assert Job.objects.count() == 1


def test_a_job_is_held_by_one_worker_at_a_time(bell):
    job = jobs.enqueue("t", "k")
    with jobs.leased(job.pk) as first, jobs.leased(job.pk) as second:
        assert first is not None
        assert second is None
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_work_asked_for_while_it_runs_is_done_once_more(bell):
    job = jobs.enqueue("t", "k")
    with jobs.leased(job.pk):
        jobs.enqueue("t", "k")
    job.refresh_from_db()
    assert (job.state, job.again, job.lease) == (Job.State.OPEN, False, "")
    with jobs.leased(job.pk) as again:
        assert again is not None
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_dead_workers_job_is_announced_again_and_taken_over(bell):
    job = jobs.enqueue("t", "k")
    past = timezone.now() - timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(lease="dead", lease_until=past, sent_at=past)
    bell.clear()
    assert jobs.ring_unheld() == 1
    assert bell == [("t", [job.pk])]
    with jobs.leased(job.pk) as mine:
        assert mine is not None


def test_a_worker_that_is_stopped_gives_its_job_back_and_that_was_no_try(bell):
    job = jobs.enqueue("t", "k")
    with pytest.raises(KeyboardInterrupt), jobs.leased(job.pk):
        raise KeyboardInterrupt
    assert jobs.is_free(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.OPEN, 0)


def test_a_worker_that_lost_its_lease_writes_nothing_more(bell):
    job = jobs.enqueue("t", "k")
    with jobs.leased(job.pk) as mine:
        Job.objects.filter(pk=job.pk).update(lease="thief")
        jobs.report(mine, done=1)
    job.refresh_from_db()
    assert (job.state, job.lease, job.progress) == (Job.State.OPEN, "thief", {})


def test_a_job_that_keeps_failing_ends_as_failed_with_its_error(bell):
    job = jobs.enqueue("t", "k")
    for _ in range(jobs.MAX_ATTEMPTS):
        Job.objects.filter(pk=job.pk).update(lease_until=None)
        with jobs.leased(job.pk):
            raise ValueError("no such column")
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "ValueError: no such column")


def test_a_job_whose_process_is_killed_each_time_is_given_up_in_the_end(bell):
    job = jobs.enqueue("t", "k")
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_CLAIMS)
    with jobs.leased(job.pk) as mine:
        assert mine is None
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "enough memory" in job.error


def test_a_long_job_may_lose_its_process_any_number_of_times_if_it_got_on_in_between(bell, monkeypatch):
    monkeypatch.setattr(jobs, "RENEW_EVERY_S", 0.02)
    monkeypatch.setattr(jobs, "STEADY_S", 0.1)
    job = jobs.enqueue("t", "k")
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_CLAIMS - 1)

    def get_on_and_be_killed() -> None:
        with jobs.leased(job.pk):
            until = time.monotonic() + 60
            while not Job.objects.filter(pk=job.pk, attempts=1).exists():
                assert time.monotonic() < until, "the tries before still count"
                time.sleep(0.02)
            raise SystemExit

    with pytest.raises(SystemExit):  # nothing is released
        get_on_and_be_killed()
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    with jobs.leased(job.pk) as again:
        assert again.attempts == 2


def test_whoever_waits_for_a_job_is_told_when_it_is_given_up(bell, monkeypatch):
    told: list[tuple[str, str]] = []
    monkeypatch.setitem(jobs.GIVEN_UP, "t", lambda job, error: told.append((job.key, error)))
    raising, dying = jobs.enqueue("t", "raises"), jobs.enqueue("t", "dies")
    Job.objects.filter(pk=raising.pk).update(attempts=jobs.MAX_ATTEMPTS - 2)
    for _ in range(2):
        assert told == []
        Job.objects.filter(pk=raising.pk).update(lease_until=None)
        with jobs.leased(raising.pk):
            raise ValueError("no such column")
    assert told == [("raises", "ValueError: no such column")]
    Job.objects.filter(pk=dying.pk).update(attempts=jobs.MAX_CLAIMS)
    with jobs.leased(dying.pk):
        pass
    assert told[1:] == [("dies", jobs.ENDED_EACH_TIME)]
