"""A broker that is away costs a few seconds, never an answer."""

import time
from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone

from generation import jobs
from generation.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1", "amqp://127.0.0.1:1"])
def test_work_asked_for_while_the_broker_is_away_is_recorded_and_announced_later(
    broker, samples, api_client, lead, monkeypatch
):
    monkeypatch.setattr(jobs, "current_app", Celery("away", broker=broker, set_as_current=False))
    began = time.monotonic()
    answer = api_client(lead).post("/api/v1/projects/reviews/score")
    assert answer.status_code == 202
    assert time.monotonic() - began < 30  # not for as long as the broker is away
    job = Job.objects.get(state=Job.State.OPEN)
    assert jobs.ring_unheld() == 0  # told of just now
    Job.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
    rung: list[int] = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, args, **_options: rung.extend(args))
    assert jobs.ring_unheld() == 1
    assert rung == [job.pk]
