"""Workers beside the test: in processes of their own, to be killed, and in threads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection, connections

from generation.models import Run
from generation.runs.actions.worker import work_on


def database_url() -> str:
    """The address of the tests' database, for processes that are to find it."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return f"postgres://{known['USER']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def worker(run: Run, before: str = "") -> subprocess.Popen:
    """A worker of the run; `before` is Python that its process does first."""
    lines = ("import django", "django.setup()", "from generation.runs.actions.worker import work_on", before)
    code = "\n".join((*lines, f"work_on({run.pk})"))
    more = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
    environment = os.environ | more | {"PYTHONPATH": str(settings.BASE_DIR)}
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)


def killed_where(run: Run, there: Callable[[], object], before: str = "") -> None:
    """Begin a worker and kill it, with the children that it has, once it is there."""
    process = worker(run, before)
    try:
        wait_for(lambda: there() or process.poll() is not None)
        assert process.poll() is None, "it ended before it was there"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 150.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.01)


def by_two(run: Run) -> Run:
    """Work on it with two workers at once."""

    def work() -> None:
        work_on(run.pk)
        connections.close_all()

    other = threading.Thread(target=work, daemon=True)
    other.start()
    work_on(run.pk)
    other.join(60)
    run.refresh_from_db()
    return run
