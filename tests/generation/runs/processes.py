"""Workers beside the test: in processes of their own, to be killed, and in threads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections

from generation.models import Run
from generation.runs.actions.worker import work_on


def database_url() -> str:
    """The address of the tests' database, for processes that are to find it."""
    return address_of(connection.vendor, connection.settings_dict)


def address_of(vendor: str, known: dict) -> str:
    """The address of a database as settings read it: of a file, of a server, or of one behind a socket's folder, which
    is its host, or stands among its options."""
    if vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    host, folder = str(known["HOST"]), known.get("OPTIONS", {}).get("host", "")
    if host.startswith("/"):
        host, folder = "", host
    secret = f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else ""
    port = f":{known['PORT']}" if known["PORT"] else ""
    query = f"?host={folder}" if folder else ""
    return f"postgres://{quote(known['USER'], safe='')}{secret}@{host}{port}/{known['NAME']}{query}"


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
