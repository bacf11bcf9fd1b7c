"""For commands: a job is carried out in this process, or watched where a worker was faster, and its progress told."""

import threading
import time
from collections.abc import Callable

from celery import current_app
from django.db import connection

from generation.children import carry_out
from generation.models import Job

EVERY_S = 0.2


def carry_out_watched(job: Job, tell: Callable[[dict], None]) -> Job:
    """Returns the job as it ended. `tell` gets its progress whenever that has changed."""
    current_app.loader.import_default_modules()  # the tasks register their handlers
    told: dict = {}
    worker = threading.Thread(target=_work, args=(job.pk,), daemon=True)
    worker.start()
    while True:
        _wait(worker)
        job.refresh_from_db()
        if job.progress != told:
            told = job.progress
            tell(told)
        if job.state != Job.State.OPEN and not worker.is_alive():
            return job


def _wait(worker: threading.Thread) -> None:
    if worker.is_alive():
        worker.join(EVERY_S)
    else:  # another process does the job
        time.sleep(EVERY_S)


def _work(job_id: int) -> None:
    try:
        carry_out(job_id)
    finally:
        connection.close()
