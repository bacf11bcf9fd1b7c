"""Stored reports: pages show what the worker computed last, and ask for a new one when something has come since."""

import math
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from annotation.amounts import made_from
from annotation.models import Annotation, DatasetVersion, Report, Student
from annotation.shown import Shown
from generation import jobs
from generation.jobs import newest_job
from generation.models import Codebook, Event, Import, Job, Project, Run

TASK = "annotation.report"
KEEP_PREVIEWS = timedelta(days=1)

#: A report is made anew at the earliest when this many times its own making has passed: it never eats a whole core.
REST = 20
REST_AT_LEAST_S = 3
REST_AT_MOST_S = 60  # whoever looks at a page after a change waits no longer, however long the making takes
TRY_AGAIN_AFTER = timedelta(minutes=1)

Builder = Callable[[Project, dict], dict]
Rest = Callable[[float], float]  # seconds that making a report took -> seconds until it is made anew


def looked_at(making_s: float) -> float:
    return min(max(REST_AT_LEAST_S, REST * making_s), REST_AT_MOST_S)


def unasked(making_s: float) -> float:
    """Of figures that nobody waits for: many answers together, and never more than a twentieth of a core."""
    return max(REST_AT_MOST_S, REST * making_s)


def show(project: Project, kind: str, *, lasting: bool = False, rest: Rest = looked_at, **args) -> Shown:
    """The newest report of a kind; asks the worker for a newer one where it is due.

    `lasting` reports hold for ever once made. Three queries when nothing is due, whatever the project's size; two more,
    each of a thousand rows at most, for what a report lacks.
    """
    report, key = newest(project, kind), f"{project.pk}-{kind}"
    shown = Shown(project, report, report.data.get("made_from") if report else None, newest_job(TASK, key))
    if shown.pending or _failed_just_now(shown.job):
        return shown
    if report and (lasting or report.data.get("seen") == watermark(report.project)):
        return replace(shown, holds=True)
    if report and (left := _left(report, rest)) > 0:
        return replace(shown, due_in=math.ceil(left))
    return replace(shown, job=jobs.enqueue(TASK, key, project=project, args={"kind": kind, **args}))


def _failed_just_now(job: Job | None) -> bool:
    return bool(job) and job.state == Job.State.FAILED and job.finished_at > timezone.now() - TRY_AGAIN_AFTER


def as_answer(shown: Shown) -> dict:
    """A stored report as the API gives it: its data beside its state (pending, ready, failed).

    `refreshing` says that a newer one is on its way; `made_from` and `came_since` count rows and answers (the latter up
    to a thousand of each).
    """
    if shown.report is None:
        return {"state": "pending" if shown.pending else "failed", "detail": shown.error}
    data = {name: value for name, value in shown.data.items() if name not in ("seen", "seconds", "made_from")}
    since = {"rows": shown.since.rows, "answers": shown.since.answers}
    amounts = {"made_from": asdict(shown.made_from), "came_since": since}
    return {"state": "ready", "refreshing": shown.pending, "as_of": shown.report.created_at, **amounts, **data}


def newest(project: Project, kind: str) -> Report | None:
    return Report.objects.filter(project=project, kind=kind).first()


def make(job: Job, build: Builder) -> None:
    """Compute a report and store it in the place of the older ones."""
    seen, basis, started = watermark(job.project), made_from(job.project), time.monotonic()
    data = build(job.project, job.args)
    store(job.project, job.args["kind"], data, seen=seen, basis=basis, seconds=time.monotonic() - started)


@transaction.atomic
def store(
    project: Project, kind: str, data: dict, *, seen: str, basis: dict | None = None, seconds: float = 0.0
) -> Report:
    basis = basis or made_from(project)
    kept = {**data, "seen": seen, "seconds": round(seconds, 3), "made_from": basis}
    report = Report.objects.create(project=project, kind=kind, answers=basis["answers"], data=kept)
    Report.objects.filter(project=project, kind=kind, pk__lt=report.pk).delete()
    passing = Q(kind__startswith="preview-") | Q(kind__startswith="pair-")
    stale = Report.objects.filter(passing, project=project)
    stale.filter(created_at__lt=timezone.now() - KEEP_PREVIEWS).delete()
    return report


def watermark(project: Project) -> str:
    """What a project's reports are made from, in a few numbers: it changes when anything is added.

    One query of index look-ups and sums over its runs and imports. Undone answers and other changes in place are in the
    audit log, hence in it.
    """
    models = (Event, Annotation, Codebook, Student, DatasetVersion)
    last = {f"last_{model.__name__.lower()}": _last(model) for model in models}
    sums = {
        "calls": _sum(Run, F("calls") + F("accepted")),
        "imported": _sum(Import, F("created") + F("labels_added")),
    }
    row = Project.objects.filter(pk=project.pk).annotate(**last, **sums).values_list(*last, *sums).get()
    return "-".join(str(value or 0) for value in row)


def _last(model) -> Subquery:
    return Subquery(model.objects.filter(project=OuterRef("pk")).order_by("-pk").values("pk")[:1])


def _sum(model, value) -> Subquery:
    rows = model.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return Subquery(rows.annotate(total=Sum(value)).values("total"))


def _left(report: Report, rest: Rest) -> float:
    """Seconds until the next one may be made."""
    rested_at = report.created_at + timedelta(seconds=rest(report.data.get("seconds", 0)))
    return (rested_at - timezone.now()).total_seconds()
