"""The page of the signals: what the student said last, and the button that asks it again."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.machine.asking import enqueue_score, last_score, notes_of
from annotation.made_anew import ask_anew
from annotation.methods.signals.words import NEEDS, OF_TEXTS, WORDS
from annotation.models import Student
from annotation.shown import Shown
from generation.access import project_for, sees_labels
from synthlab.http import HtmxRequest


@require_GET
@login_required
def signals(request: HtmxRequest, slug: str) -> HttpResponse:
    """The last score, read from its record; a fragment while a newer one is awaited."""
    project = project_for(request.user, slug)
    student, job = Student.objects.filter(project=project).first(), last_score(project)
    basis = student.metrics.get("made_from") if student else None
    context = {
        "project": project,
        "nav": "signals",
        "sees_labels": sees_labels(project),
        "student": student,
        "parts": _parts(student) if student else [],
        "silent": _silent(student) if student else [],
        "notes": notes_of(student) if student else [],
        "progress": job.progress if job else {},
        "shown": Shown(project, student, basis, job),
    }
    return render(request, f"annotation/machine/{'_report' if request.htmx else 'page'}.html", context)


@require_POST
@login_required
def score(request: HtmxRequest, slug: str) -> HttpResponse:
    said = _("The student learns; signals and queue follow by themselves.")
    return ask_anew(request, slug, enqueue=enqueue_score, said=said, page="annotation:signals")


def _parts(student: Student) -> list[dict]:
    """The histograms, of those about the label and of those about the text apart."""
    parts = (
        (
            "label",
            _("About the label"),
            _("Suspicion is made of these."),
            [name for name in WORDS if name not in OF_TEXTS],
        ),
        ("text", _("About the text"), _("Of texts that something is the matter with, whatever their label."), OF_TEXTS),
    )
    made = [
        {"id": part, "title": title, "line": line, "charts": _charts(student, names)}
        for part, title, line, names in parts
    ]
    return [part for part in made if part["charts"]]


def _charts(student: Student, names: Iterable[str]) -> list[dict]:
    found = student.metrics["signals"]
    return [
        {
            "name": name,
            "title": _(WORDS[name][0]),
            "line": _(WORDS[name][1]),
            "rows": found[name]["rows"],
            "bins": _bins(found[name]),
        }
        for name in names
        if name in found
    ]


def _silent(student: Student) -> list[dict]:
    """Signals that spoke of no row, and what they would need."""
    found = student.metrics["signals"]
    return [{"title": _(WORDS[name][0]), "needs": _(needs)} for name, needs in NEEDS.items() if name not in found]


def _bins(signal: dict) -> list[dict]:
    counts = signal["histogram"]
    return [
        {"low": number / len(counts), "high": (number + 1) / len(counts), "count": count}
        for number, count in enumerate(counts)
    ]
