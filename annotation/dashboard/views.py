from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.agreement.shapes import over_time
from annotation.dashboard.frames import cost_of, events_of, facts_of, newest_versions
from annotation.dashboard.readers import told_to
from annotation.dashboard.shapes import funnel, labels, queue
from annotation.dashboard.steps import next_steps
from annotation.datasets.shapes import quality_over_versions
from annotation.machine.asking import TASK as SCORE
from annotation.map.asking import TASK as DRAW
from annotation.models import DatasetVersion
from annotation.queue.draft_turns import draft_waits
from annotation.reports import TASK as REPORT
from annotation.reports import show
from generation import jobs
from generation.access import project_for, sees_labels
from generation.audit_words import told
from generation.models import Job, Role
from synthlab.http import HtmxRequest

#: Jobs whose result pages show, and that a lead may ask for at once.
FIGURES = (REPORT, SCORE, DRAW)


@require_GET
@login_required
def dashboard(request: HtmxRequest, slug: str) -> HttpResponse:
    """The project home: stored numbers, and what comes next. A fragment while the numbers are awaited."""
    project = project_for(request.user, slug)
    shown = show(project, "dashboard")
    sees_all = sees_labels(project)
    data = told_to(shown.data, sees_labels=sees_all)
    versions = list(newest_versions(project))
    facts = facts_of(project)
    # A project that is well under way has numbers; until they are there, say nothing that they would contradict.
    awaited = facts.student and not shown.report
    context = {
        "project": project,
        "nav": "home",
        "shown": shown,
        "data": data,
        "sees_all": sees_all,
        "awaited": awaited,
        "facts": facts,
        "steps": [] if awaited else next_steps(project, facts, data),
        "cost": cost_of(project),
        "events": [(event, told(event)) for event in events_of(project)],
        "versions": versions,
        "newest": next((one for one in versions if one.state == DatasetVersion.State.READY), None),
        "quality": quality_over_versions(versions),
    }
    if not request.htmx:
        context["draft_waits"] = project.my_role != Role.VIEWER and draft_waits(request.user, project)
    if shown.report:
        context |= {
            "funnel_rows": funnel(project, data["samples"]),
            "queue_rows": queue(data.get("queue", {})),
            "label_rows": labels(data["samples"].get("labels", {})),
            "agreement_series": over_time(data.get("agreement", {}).get("periods", [])),
        }
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/dashboard/{template}.html", context)


@require_POST
@login_required
def compute_now(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for figures at once instead of after their rest, or the pause after an error; back to their page."""
    project = project_for(request.user, slug, role=Role.LEAD)
    jobs.begin_now(get_object_or_404(Job.objects.select_related("project"), pk=pk, project=project, task__in=FIGURES))
    messages.success(request, _("The figures are asked for; they appear here by themselves."))
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return redirect(wanted)
    return redirect("annotation:dashboard", project.slug)
