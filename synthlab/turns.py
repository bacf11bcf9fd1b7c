"""Long work in many short transactions, with room for everybody else between them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LONGEST_PAUSE_S = 0.05


@contextmanager
def turn() -> Iterator[None]:
    """One of many transactions that follow each other; on SQLite, a pause as long as it took comes after it.

    SQLite's lock has no queue: who waits looks again every 100 ms at most, and whoever takes it again at once keeps it.
    Freezing 100,000 rows without a pause kept an answer waiting for 8 s, on a busy machine.
    """
    started = time.monotonic()
    yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(time.monotonic() - started, LONGEST_PAUSE_S))
