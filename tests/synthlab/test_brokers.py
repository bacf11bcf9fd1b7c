"""Whatever the broker, kill -9 of the worker loses no step of any job and does none twice."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.kills]

JOBS, STEPS = 4, 40


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def broker_url(kind: str) -> str:
    """The service that CELERY_BROKER_URL names if it is of this kind, else the one on the standard local port."""
    if kind == "folder":
        return ""
    scheme, port, local = {
        "redis": ("redis", 6379, "redis://127.0.0.1:6379/9"),
        "rabbitmq": ("amqp", 5672, "amqp://guest:guest@127.0.0.1:5672//"),
    }[kind]
    named = os.environ.get("CELERY_BROKER_URL", "")
    if named.startswith(scheme):
        return named
    if not listens(port):
        reason = f"no {kind} on port {port} and CELERY_BROKER_URL names none"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return local


@pytest.fixture(params=["folder", "redis", "rabbitmq"])
def environment(request, tmp_path) -> dict[str, str]:
    keep = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    ours = {
        "SYNTHLAB_DATA_DIR": str(tmp_path),
        "SYNTHLAB_QUEUE": f"test-{uuid.uuid4().hex}",
        "SYNTHLAB_JOB_LEASE_S": "4",
    }
    url = broker_url(request.param)
    return keep | ours | ({"CELERY_BROKER_URL": url} if url else {})


def start_worker(environment, *enqueued: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "tests/synthlab/steps_app.py", *enqueued],
        cwd=settings.BASE_DIR,
        env=environment | {"SYNTHLAB_WORKER_THREADS": "2"},
    )


def status(environment) -> dict:
    query = """SELECT (SELECT count(*) FROM generation_job WHERE state = 'done') AS done,
                      (SELECT sum(attempts) FROM generation_job) AS attempts,
                      count(*) AS steps, count(DISTINCT subject) AS "distinct" FROM generation_event"""
    path = Path(environment["SYNTHLAB_DATA_DIR"], "synthlab.sqlite3")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        return dict(database.execute(query).fetchone())


def until_status(environment, condition, seconds: float = 90) -> dict:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = status(environment)
        if condition(seen):
            return seen
        time.sleep(0.1)
    raise AssertionError(f"waited in vain; last seen {seen}")


def test_killed_workers_lose_nothing_and_repeat_nothing(environment, migrated):
    migrated(Path(environment["SYNTHLAB_DATA_DIR"]))
    worker = start_worker(environment, str(JOBS))
    try:
        until_status(environment, lambda seen: seen["steps"] > 5)
        worker.kill()
        worker.wait()
        assert status(environment)["done"] < JOBS
        worker = start_worker(environment)
        end = until_status(environment, lambda seen: seen["done"] == JOBS)
        assert end["steps"] == end["distinct"] == JOBS * STEPS
        assert end["attempts"] > JOBS  # a second worker took over what the first one held
    finally:
        worker.kill()
        worker.wait()
