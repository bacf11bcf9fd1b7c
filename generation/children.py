"""Background tasks, light and heavy.

A light task runs in the worker's thread. A heavy one (scikit-learn, pandas, pyarrow) runs in a child process: its
memory goes back when it ends, it cannot stall the threads that wait for language models, and killing it harms nobody.
"""

import subprocess
import sys
import threading
from collections.abc import Callable

from celery import current_app, shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from generation import jobs
from generation.models import Job

Handler = Callable[[Job], None]

HANDLERS: dict[str, Handler] = {}

_children: set[subprocess.Popen] = set()
_lock = threading.Lock()


def light_task(name: str) -> Callable[[Handler], Handler]:
    """Register `handler(job)` as the Celery task `name`, run under the job's lease in the worker itself."""

    def register(handler: Handler) -> Handler:
        return _register(name, handler, carry_out)

    return register


def heavy_task(name: str) -> Callable[[Handler], Handler]:
    """The same in a child process, which takes the lease itself."""

    def register(handler: Handler) -> Handler:
        return _register(name, handler, _run_in_child)

    return register


def _register(name: str, handler: Handler, begin: Callable[[int], None]) -> Handler:
    def task(job_id: int) -> None:
        begin(job_id)

    HANDLERS[name] = handler
    shared_task(task, name=name)
    return handler


def carry_out(job_id: int) -> None:
    """Do the job here and now if nobody else holds it."""
    with jobs.leased(job_id) as job:
        if job is not None:
            HANDLERS[job.task](job)


def carry_out_open_jobs() -> int:
    """Do all open jobs here, one after the other (commands and tests). Returns how many."""
    current_app.loader.import_default_modules()  # the tasks register their handlers
    done = 0
    while job := Job.objects.filter(state=Job.State.OPEN, lease_until=None).order_by("id").first():
        carry_out(job.pk)
        done += 1
    return done


def _run_in_child(job_id: int) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_job", str(job_id)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as child:
        with _lock:
            _children.add(child)
        child.wait()
        with _lock:
            _children.discard(child)


@worker_shutting_down.connect
def _end_children(**_kwargs) -> None:
    # A job that was cut off keeps its row; the next worker begins it again.
    with _lock:
        for child in _children:
            child.terminate()
