"""Work in the background: asked for here, recorded in the database, carried out under a lease.

A Celery message is only the doorbell: it may be lost, doubled or late. What counts is the `Job` row:
- `enqueue` writes the row and rings after the transaction; asking twice for open work makes one job.
- A task runs its body inside `leased(job_id)`; without the lease it does nothing, so running twice is harmless.
- The sweeper rings again for open jobs that nobody holds.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from kombu.exceptions import OperationalError

from generation.models import Job, Project

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=settings.JOB_LEASE_S)
RENEW_EVERY_S = settings.JOB_LEASE_S / 4
RING_AGAIN = timedelta(seconds=5)  # an open job that no worker took by then is announced once more
# At once: without a policy kombu waits for seconds, retry=False no less.
TRY_TWICE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
MAX_ATTEMPTS = 5  # tries of a job that raises
MAX_CLAIMS = 100  # of one whose process is killed each time, for want of memory say
STEADY_S = 600  # whoever held a job for so long got on with it: the tries before do not count any more
ENDED_EACH_TIME = _("Its process ended each time before the work was done; is there enough memory?")

#: Task -> who is told that its job is given up, and why: nobody tries it again, so whatever waits for it must know.
GIVEN_UP: dict[str, Callable[[Job, str], object]] = {}


class LeaseLost(Exception):
    """Another worker took the job over: stop at once and write nothing more."""


def enqueue(task: str, key: str, *, project: Project | None = None, args: dict | None = None) -> Job:
    """Ask for `task` on `key`. An open job of the same key serves; a running one is run once more afterwards."""
    with transaction.atomic():
        job, created = Job.objects.select_for_update().get_or_create(
            task=task, key=key, state=Job.State.OPEN, defaults={"project": project, "args": args or {}}
        )
        if not created and job.lease and not job.again:
            job.again = True
            job.save(update_fields=["again"])
        transaction.on_commit(lambda: ring(job), robust=True)  # recorded is asked for, rung or not
    return job


def ring(job: Job) -> None:
    """Send the doorbell: where the broker is away, the sweeper tries again, and nobody waits for that."""
    Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())
    try:
        current_app.send_task(job.task, [job.pk], retry_policy=TRY_TWICE)
    except (OSError, OperationalError) as problem:
        log.warning("broker_away", job=job.pk, problem=str(problem))


@contextmanager
def leased(job_id: int) -> Iterator[Job | None]:
    """Hold the job while the body runs; None when it is not ours to do. An error fails the job after some tries."""
    job = _claim(job_id)
    if job is None:
        yield None
        return
    stop = threading.Event()
    heart = threading.Thread(target=_keep, args=(job, stop), daemon=True)
    heart.start()
    try:
        yield job
    except LeaseLost:
        log.warning("lease_lost", job=job.pk, task=job.task)
    except KeyboardInterrupt:
        _give_back(job)
        raise
    except Exception as problem:
        log.exception("job_failed", job=job.pk, task=job.task)
        _release(job, error=f"{type(problem).__name__}: {problem}")
    else:
        finish(job)
    finally:
        stop.set()
        heart.join()


def report(job: Job, **progress) -> None:
    """Note how far the job is. Raises LeaseLost where another worker has taken over."""
    job.progress = {**job.progress, **progress}
    if not Job.objects.filter(pk=job.pk, lease=job.lease).update(progress=job.progress):
        raise LeaseLost(job.pk)


def finish(job: Job) -> None:
    """Close the job, or open it once more where it was asked for again meanwhile."""
    now = timezone.now()
    mine = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.OPEN)
    if mine.filter(again=False).update(state=Job.State.DONE, lease="", lease_until=None, finished_at=now):
        return
    if mine.filter(again=True).update(again=False, lease="", lease_until=None, attempts=0, progress={}):
        ring(job)


def is_free(job_id: int) -> bool:
    return _free(job_id).exists()


def open_job(task: str, key: str) -> Job | None:
    return Job.objects.filter(task=task, key=key, state=Job.State.OPEN).first()


def newest_job(task: str, key: str) -> Job | None:
    return Job.objects.filter(task=task, key=key).order_by("-id").first()


def begin_now(job: Job) -> Job:
    """Ask for the same work at once: a job that pauses after an error pauses no longer, a closed one is made anew."""
    if Job.objects.filter(pk=job.pk, state=Job.State.OPEN, lease="").update(lease_until=None):
        ring(job)
        return job
    return enqueue(job.task, job.key, project=job.project, args=job.args)


def ring_unheld() -> int:
    """Announce open jobs that nobody holds and nobody was told of lately. Returns how many."""
    now = timezone.now()
    unheld = Job.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), state=Job.State.OPEN)
    unheard = unheld.filter(Q(sent_at=None) | Q(sent_at__lt=now - RING_AGAIN))
    jobs = list(unheard.order_by("id")[:100])
    for job in jobs:
        ring(job)
    return len(jobs)


def _free(job_id: int) -> QuerySet[Job]:
    unheld = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return Job.objects.filter(unheld, pk=job_id, state=Job.State.OPEN)


def _claim(job_id: int) -> Job | None:
    lease = secrets.token_hex(16)
    if not _free(job_id).update(lease=lease, lease_until=timezone.now() + LEASE):
        return None
    job = Job.objects.select_related("project").get(pk=job_id)
    if job.attempts >= MAX_CLAIMS:
        _release(job, error=ENDED_EACH_TIME)
        return None
    job.attempts += 1
    job.save(update_fields=["attempts"])
    return job


def _keep(job: Job, stop: threading.Event) -> None:
    steady = time.monotonic() + STEADY_S
    try:
        while not stop.wait(RENEW_EVERY_S):
            if time.monotonic() > steady:
                job.attempts = 1
            held = Job.objects.filter(pk=job.pk, lease=job.lease)
            held.update(lease_until=timezone.now() + LEASE, attempts=job.attempts)
    finally:
        connection.close()


def _give_back(job: Job) -> None:
    """Its worker is stopped: the next one begins at once, and this was no try."""
    mine = Job.objects.filter(pk=job.pk, lease=job.lease)
    mine.update(lease="", lease_until=None, attempts=job.attempts - 1)


def _release(job: Job, *, error: str) -> None:
    mine = Job.objects.filter(pk=job.pk, lease=job.lease)
    if job.attempts >= MAX_ATTEMPTS:
        GIVEN_UP.get(job.task, lambda _job, _error: None)(job, error)
        mine.update(state=Job.State.FAILED, error=error, lease="", lease_until=None, finished_at=timezone.now())
        return
    # Free for the sweeper after a pause that doubles; nobody holds it meanwhile.
    mine.update(error=error, lease="", lease_until=timezone.now() + timedelta(seconds=2**job.attempts))
