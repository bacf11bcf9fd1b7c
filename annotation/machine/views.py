"""The page of the signals: what the student said last, and the button that asks it again."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.amounts import amount, came_since
from annotation.machine.asking import enqueue_score, last_score, notes_of
from annotation.methods.signals.words import WORDS
from annotation.models import Student
from generation.access import project_for, sees_labels
from generation.models import Job, Role, Sample
from synthlab.http import HtmxRequest


@require_GET
@login_required
def signals(request: HtmxRequest, slug: str) -> HttpResponse:
    """The last score, read from its record; a fragment while a newer one is awaited."""
    project = project_for(request.user, slug)
    student, job = Student.objects.filter(project=project).first(), last_score(project)
    failed = job is not None and job.state == Job.State.FAILED
    basis = student.metrics.get("made_from") if student else None
    context = {
        "project": project,
        "nav": "signals",
        "sees_labels": sees_labels(project),
        "student": student,
        "is_empty": student is None and not Sample.objects.filter(project=project).exists(),
        "signals": _charts(student) if student else [],
        "notes": notes_of(student) if student else [],
        "progress": job.progress if job else {},
        "shown": SimpleNamespace(
            report=student,
            pending=job is not None and job.state == Job.State.OPEN,
            error=job.error if failed else "",
            made_from=amount(basis),
            since=came_since(project, basis),
        ),
    }
    return render(request, f"annotation/machine/{'_report' if request.htmx else 'page'}.html", context)


@require_POST
@login_required
def score(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        enqueue_score(project)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The student learns; signals and queue follow by themselves."))
    return redirect("annotation:signals", project.slug)


def _charts(student: Student) -> list[dict]:
    found = student.metrics["signals"]
    return [
        {"name": name, "title": _(title), "line": _(line), "rows": found[name]["rows"], "bins": _bins(found[name])}
        for name, (title, line) in WORDS.items()
        if name in found
    ]


def _bins(signal: dict) -> list[dict]:
    counts = signal["histogram"]
    return [
        {"low": number / len(counts), "high": (number + 1) / len(counts), "count": count}
        for number, count in enumerate(counts)
    ]
