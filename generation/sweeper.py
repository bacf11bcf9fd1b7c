"""What the worker looks after once a second: doorbells that were lost, leases that ran out."""

import threading
from collections.abc import Callable

import structlog
from django.db import close_old_connections

from generation.jobs import ring_unheld

log = structlog.get_logger(__name__)

EVERY_S = 1.0

#: Short functions without arguments; apps add theirs in AppConfig.ready.
SWEEPS: list[Callable[[], object]] = [ring_unheld]


def sweep_forever(stop: threading.Event) -> None:
    while not stop.wait(EVERY_S):
        sweep_once()


def sweep_once() -> None:
    for sweep in SWEEPS:
        close_old_connections()
        try:
            sweep()
        except Exception:  # one sweep's trouble must not end the others; the next second tries again
            log.exception("sweep_failed", sweep=sweep.__qualname__)
