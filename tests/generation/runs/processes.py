"""Workers beside the test: in processes of their own, to be killed, and in threads."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from unittest import mock
from urllib.parse import quote

from django.db import connection, connections
from django.utils import timezone

from generation.models import Claim, Run
from generation.runs.actions.worker import work_on
from tests.generation.runs import loaded


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


class Elsewhere:
    """Python in a process of its own, on the tests' database, that leads a group of its own.

    It is forked off a server that has loaded what workers load, for starting Python and loading that takes longer than
    most tests of it; else it is what a worker is: it shares no memory with the tests, and dies of any signal.
    """

    def __init__(self, code: str):
        server = multiprocessing.get_context("forkserver")
        server.set_forkserver_preload(["tests.generation.runs.loaded"])
        self.process = server.Process(target=loaded.run, args=(code,), daemon=True)
        with mock.patch.dict(os.environ, {"DATABASE_URL": database_url()}):  # the first one starts the server
            self.process.start()
        self.pid = self.process.pid

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        self.process.join(seconds)
        assert self.process.exitcode is not None, f"it did not end in {seconds} s"
        return self.process.exitcode

    def send_signal(self, sent: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sent)

    def kill(self) -> None:
        """Kill it and the children that it has."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.kill()


def worker(run: Run, before: str = "") -> Elsewhere:
    """A worker of the run; `before` is Python that its process does first."""
    work = "from generation.runs.actions.worker import work_on"
    return Elsewhere("\n".join((work, before, f"work_on({run.pk})")))


def killed_where(run: Run, there: Callable[[], object], before: str = "") -> None:
    """Begin a worker and kill it, with the children that it has, once it is there."""
    killed_once(there, worker(run, before))
    claims_run_out(run)


def killed_once(there: Callable[[], object], process: Elsewhere) -> None:
    try:
        wait_for(lambda: there() or process.poll() is not None)
        assert process.poll() is None, "it ended before it was there"
    finally:
        process.kill()
        process.wait()


def claims_run_out(run: Run) -> None:
    """As they do by themselves a while after their worker's death: nobody waits for that here."""
    Claim.objects.filter(run=run).update(until=timezone.now() - timedelta(seconds=1))


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
