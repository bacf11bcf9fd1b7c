from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from generation.access import project_for, sees_labels
from generation.models import Project, Role, Run
from generation.runs.actions.lifecycle import cancel_run, pause_run, resume_run
from generation.runs.comparing import (
    MOST,
    compared,
    figures_of,
    is_number,
    left_out,
    lines_of,
    samples_of,
    to_choose_from,
)
from generation.runs.doorbell import ring_to_close, ring_workers
from generation.runs.expectations import departures
from generation.runs.findings import newest_rounds, rounds_of, with_findings
from generation.runs.forms import ResumeForm
from generation.runs.frames.for_people import waiting_for_people
from generation.runs.frames.newest import hush
from generation.runs.frames.panel import panel_of
from generation.runs.frames.runs import runs_of
from generation.runs.frames.settings import recipe_title, settings_of, with_titles
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

LONGEST_NAMED, MOST_NAMED = 20, 20  # of what an address asks for and is not there


@require_GET
@login_required
def run_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    pager = pager_for(request.GET, runs_of(project), limit=30)
    for_people = waiting_for_people(pager.items)
    for run in with_titles(pager.items):
        run.for_people = for_people[run.pk]
    context = {"project": project, "runs": pager.items, "pager": pager, "is_lead": project.my_role == Role.LEAD}
    context["most_compared"] = MOST
    return render(request, "generation/runs/list.html", context)


@require_GET
@login_required
def run_compare(request: HtmxRequest, slug: str) -> HttpResponse:
    """Runs side by side: those that ?run= names, once for each, or the newest."""
    project = project_for(request.user, slug)
    asked = request.GET.getlist("run")
    numbers = [int(one) for one in asked if is_number(one)]
    runs = compared(project, numbers) if numbers or not asked else []
    missing, beyond = left_out(project, asked, runs)
    lines, examples, choices = lines_of(runs), samples_of(runs), to_choose_from(project, runs)
    with_titles([*runs, *choices])
    hush([row for rows in examples for row in rows], request.user, project)
    context = {
        "project": project,
        "runs": runs,
        "choices": choices,
        "missing": _missing(missing),
        "beyond": _beyond(beyond),
        "lines": lines,
        "rows": [(line, line.beside(runs)) for line in lines],
        "examples": list(zip(runs, examples, strict=True)),
        "sees_labels": sees_labels(project),
    }
    return render(request, "generation/runs/compare.html", context)


@require_GET
@login_required
def run_detail(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, run = _run(request, slug, pk)
    context = _context(request, project, run) | {"settings": settings_of(run), "recipe_title": recipe_title(run)}
    return render(request, "generation/runs/detail.html", context)


@require_GET
@login_required
def run_rounds(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """All rounds, where they are more than the run's page shows."""
    project, run = _run(request, slug, pk)
    pager = pager_for(request.GET, rounds_of(run), by="number", limit=30)
    context = {"project": project, "run": run, "rounds": with_findings(pager.items), "pager": pager}
    return render(request, "generation/runs/rounds.html", context)


@require_GET
@login_required
def run_panel(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """The part of the page that moves; it asks for itself again until the run has ended."""
    project, run = _run(request, slug, pk)
    return render(request, "generation/runs/_panel.html", _context(request, project, run))


@require_POST
@login_required
def run_pause(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, run = _run(request, slug, pk, role=Role.LEAD)
    if not pause_run(run=run, by=request.user):
        messages.error(request, _("The run is not under way."))
    return _panel(request, project, run)


@require_POST
@login_required
def run_resume(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, run = _run(request, slug, pk, role=Role.LEAD)
    form = ResumeForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["budget_usd"][0])
        return _panel(request, project, run)
    try:
        budget = form.cleaned_data["budget_usd"]
        with transaction.atomic():
            resumed = resume_run(run=run, by=request.user, budget_usd=budget)
            if resumed:
                ring_workers(run)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if not resumed:
            messages.error(request, _("Only a paused run can be resumed."))
    return _panel(request, project, run)


@require_POST
@login_required
def run_cancel(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, run = _run(request, slug, pk, role=Role.LEAD)
    with transaction.atomic():
        cancelled = cancel_run(run=run, by=request.user)
        if cancelled:
            ring_to_close(run)
    if not cancelled:
        messages.error(request, _("The run has ended already."))
    return _panel(request, project, run)


def _missing(asked: list[str]) -> str:
    if not asked:
        return ""
    return _("Left out, for there is no such run in this project: %(runs)s.") % {"runs": _named(asked)}


def _beyond(asked: list[str]) -> str:
    if not asked:
        return ""
    told = {"most": MOST, "runs": _named(asked)}
    return _("At most %(most)d runs stand side by side: the first of those that you chose. Not shown: %(runs)s.") % told


def _named(asked: list[str]) -> str:
    """What somebody wrote into an address, in short."""
    told = [one if len(one) <= LONGEST_NAMED else f"{one[:LONGEST_NAMED]}…" for one in asked[:MOST_NAMED]]
    return ", ".join(told + ["…"] * (len(asked) > MOST_NAMED))


def _run(request: HtmxRequest, slug: str, pk: int, role: str = Role.VIEWER) -> tuple[Project, Run]:
    project = project_for(request.user, slug, role=role)
    return project, get_object_or_404(runs_of(project), pk=pk)


def _panel(request: HtmxRequest, project: Project, run: Run) -> HttpResponse:
    if not request.htmx:
        return redirect("generation:run-detail", project.slug, run.pk)
    return render(request, "generation/runs/_panel.html", _context(request, project, runs_of(project).get(pk=run.pk)))


def _context(request: HtmxRequest, project: Project, run: Run) -> dict:
    panel = panel_of(run)
    hush(panel["newest"], request.user, project)
    return {
        "project": project,
        "run": run,
        "is_lead": project.my_role == Role.LEAD,
        "sees_labels": sees_labels(project),
        "resume_form": ResumeForm(),
        **panel,
        "figures": figures_of(panel["look"]),
        **newest_rounds(run),
        "departures": departures(run, panel["progress"].answered + panel["progress"].in_flight),
    }
