"""`serve` starts web server and worker together and stops them together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import psutil
import pytest
from django.conf import settings

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.kills]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, seconds: float = 120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (value := condition()) is not None:
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def answers(port: int) -> int | None:
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5).status
    except OSError:
        return None


def children(pid: int, word: str) -> list[psutil.Process]:
    def runs(child: psutil.Process) -> bool:
        with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
            return word in child.cmdline()
        return False

    return [child for child in psutil.Process(pid).children() if runs(child)]


@pytest.fixture
def served(tmp_path):
    port = free_port()
    # The default set-up, whatever services the suite runs on: no service at all.
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment | {"SYNTHLAB_DATA_DIR": str(tmp_path)},
    )
    try:
        until(lambda: answers(port))
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_a_killed_worker_comes_back_and_both_stop_together(served):
    process, port = served
    worker = until(lambda: next(iter(children(process.pid, "worker")), None))
    worker.kill()
    again = until(lambda: next((c for c in children(process.pid, "worker") if c.pid != worker.pid), None))
    web = children(process.pid, "web")[0]
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not psutil.pid_exists(again.pid)
    assert not psutil.pid_exists(web.pid)


def test_nothing_is_left_behind_when_the_supervisor_is_killed(served):
    process, port = served
    parts = psutil.Process(process.pid).children()
    process.kill()
    _gone, alive = psutil.wait_procs(parts, timeout=60)
    assert alive == []
