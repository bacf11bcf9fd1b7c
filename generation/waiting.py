"""What an open job waits for, in words: another one before it, a worker, or its next try after an error."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.models import Job

#: A worker announces what nobody holds every five seconds (generation.jobs): one that is merely busy does so, too.
SILENT = timedelta(seconds=30)

#: What a worker does one after the other, by task; those that have a place of their own, such as runs, hold nobody up.
TITLES = {
    "generation.import": gettext_lazy("an import"),
    "generation.think_plan": gettext_lazy("a proposal of a recipe"),
    "generation.ask_once": gettext_lazy("a request that tries a recipe"),
    "generation.check_endpoint": gettext_lazy("the check of an endpoint"),
    "generation.measure_run": gettext_lazy("the measures of a run"),
    "annotation.report": gettext_lazy("figures of another page"),
    "annotation.cut": gettext_lazy("a version that is cut"),
    "annotation.score": gettext_lazy("the training of the student"),
    "annotation.draw_map": gettext_lazy("a map"),
    "annotation.estimate": gettext_lazy("a sample that is drawn"),
    "annotation.enhance": gettext_lazy("better labels without people"),
    "annotation.switch_labels": gettext_lazy("labels that are exchanged"),
    "annotation.reckon_try": gettext_lazy("the try of a draft"),
    "annotation.find_duplicates": gettext_lazy("near-duplicates"),
    "annotation.route": gettext_lazy("rows that are routed"),
    "annotation.join": gettext_lazy("answers that are joined"),
    "annotation.ask_again": gettext_lazy("rows for a model once more"),
}


@dataclass(frozen=True)
class Waiting:
    """`runs`: a worker is at it. `pauses`: after an error, `why` tells which and until when. Else `why` says what is
    before it."""

    asked_at: datetime
    runs: bool = False
    pauses: bool = False
    why: str = ""


def waiting(job: Job | None) -> Waiting | None:
    """Of an open job, one query at most; None of any other."""
    if job is None or job.state != Job.State.OPEN:
        return None
    now, held = timezone.now(), job.lease_until is not None and job.lease_until > timezone.now()
    if held and job.lease:
        return Waiting(job.created_at, runs=True)
    if held:
        return Waiting(job.created_at, pauses=True, why=_after_an_error(job))
    heard = job.sent_at or job.created_at
    if heard < now - SILENT:
        return Waiting(job.created_at, why=_no_worker(heard))
    return Waiting(job.created_at, why=_behind(job, now))


def _after_an_error(job: Job) -> str:
    said = _("Try %(number)s failed; the next one begins at %(at)s. What went wrong: %(error)s")
    return said % {"number": job.attempts, "at": _clock(job.lease_until), "error": job.error}


def _no_worker(heard: datetime) -> str:
    said = _(
        "No worker seems to be running: since %(at)s none has said that it looks for work. "
        "Whoever runs this server starts one."
    )
    return said % {"at": _clock(heard)}


def _behind(job: Job, now: datetime) -> str:
    held = Job.objects.filter(state=Job.State.OPEN, lease_until__gt=now, task__in=TITLES).exclude(lease="")
    before = dict.fromkeys(held.exclude(pk=job.pk).order_by("id").values_list("task", flat=True)[:20])
    if not before:
        return _("A worker takes it up within seconds.")
    return _("Before it a worker has: %(work)s.") % {"work": ", ".join(str(TITLES[task]) for task in before)}


def _clock(at: datetime) -> str:
    return date_format(timezone.localtime(at), "TIME_FORMAT")
