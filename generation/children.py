"""Background tasks: light, heavy and long.

A light task runs in the worker's thread. A heavy one (scikit-learn, pandas, pyarrow) runs in a child process: its
memory goes back when it ends, it cannot stall the threads that wait for language models, and killing it harms nobody.
A long one (a run, hours perhaps) is a child, too, but in a place of its own: it holds none of the threads, so what
takes seconds never waits for it.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable

from celery import current_app, shared_task
from celery.signals import worker_shutdown, worker_shutting_down
from django.conf import settings
from django.db import connection

from generation import jobs
from generation.models import Job

Handler = Callable[[Job], None]

HANDLERS: dict[str, Handler] = {}

#: Tasks whose waiting jobs are done one after the other in one child: starting it costs more than most of them.
TOGETHER: set[str] = set()
MOST_IN_ONE_CHILD = 20

GRACE_S = 8  # that children have to end in: less than their worker has (synthlab/supervisor.py)

_children: set[subprocess.Popen] = set()
_begun: set[int] = set()  # jobs that have a child here: it holds the lease only once it is up
_in_places: set[int] = set()  # the long ones of them
_lock = threading.Lock()


def light_task(name: str) -> Callable[[Handler], Handler]:
    """Register `handler(job)` as the Celery task `name`, run under the job's lease in the worker itself."""

    def register(handler: Handler) -> Handler:
        return _register(name, handler, carry_out)

    return register


def heavy_task(name: str, *, together: bool = False) -> Callable[[Handler], Handler]:
    """The same in a child process, which takes the lease itself; `together`: one child for several that wait."""

    def register(handler: Handler) -> Handler:
        if together:
            TOGETHER.add(name)
        return _register(name, handler, _run_in_child)

    return register


def long_task(name: str) -> Callable[[Handler], Handler]:
    """A heavy task that holds no thread. Where every place is taken it stays open, and the sweeper rings again."""

    def register(handler: Handler) -> Handler:
        return _register(name, handler, _run_in_place)

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


def carry_out_with_others(job_id: int) -> None:
    """Do the job, and again what was asked for meanwhile; then others that wait, where its task has many short ones."""
    while jobs.is_free(job_id):
        carry_out(job_id)
    task = Job.objects.filter(pk=job_id).values_list("task", flat=True).first()
    if task not in TOGETHER:
        return
    for _place in range(MOST_IN_ONE_CHILD - 1):
        job = Job.objects.filter(task=task, state=Job.State.OPEN, lease_until=None).order_by("id").first()
        if job is None:
            return
        carry_out(job.pk)


def carry_out_open_jobs() -> int:
    """Do all open jobs here, one after the other (commands and tests). Returns how many."""
    current_app.loader.import_default_modules()  # the tasks register their handlers
    done = 0
    while job := Job.objects.filter(state=Job.State.OPEN, lease_until=None).order_by("id").first():
        carry_out(job.pk)
        done += 1
    return done


def _run_in_place(job_id: int) -> None:
    with _lock:
        if job_id in _in_places or len(_in_places) >= settings.RUN_PLACES:
            return
        _in_places.add(job_id)
    # The thread that begins a child lives as long as the child: with its end the child would end, too.
    threading.Thread(target=_hold_place, args=(job_id,), daemon=True).start()


def _hold_place(job_id: int) -> None:
    try:
        _run_in_child(job_id)
    finally:
        connection.close()
        with _lock:
            _in_places.discard(job_id)


def _run_in_child(job_id: int) -> None:
    with _lock:
        if job_id in _begun:
            return
        _begun.add(job_id)
    try:
        if jobs.is_free(job_id):  # else another child did it, or holds it
            _hold_child(job_id)
    finally:
        with _lock:
            _begun.discard(job_id)


def _hold_child(job_id: int) -> None:
    with subprocess.Popen(_command(job_id), stdin=subprocess.DEVNULL) as child:
        with _lock:
            _children.add(child)
        child.wait()
        with _lock:
            _children.discard(child)


def _command(job_id: int) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_job", str(job_id)]


@worker_shutting_down.connect
def _end_children(**_kwargs) -> None:
    """A job that was cut off keeps its row; the next worker begins it again. Runs wait for answers that are paid for;
    what has none by the end of the grace is killed."""
    with _lock:
        for child in _children:
            child.terminate()
            late = threading.Timer(GRACE_S, child.kill)
            late.daemon = True
            late.start()


@worker_shutdown.connect
def _wait_for_children(**_kwargs) -> None:
    _end_children()  # also what began meanwhile
    while _children:
        time.sleep(0.05)
