from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotation.agreement.shapes import over_time
from annotation.dashboard.frames import cost_of, events_of, facts_of, newest_versions
from annotation.dashboard.shapes import funnel, labels, queue
from annotation.dashboard.steps import next_steps
from annotation.datasets.shapes import quality_over_versions
from annotation.reports import show
from generation.access import project_for
from generation.audit_words import told
from synthlab.http import HtmxRequest


@require_GET
@login_required
def dashboard(request: HtmxRequest, slug: str) -> HttpResponse:
    """The project home: stored numbers, and what comes next. A fragment while the numbers are awaited."""
    project = project_for(request.user, slug)
    shown = show(project, "dashboard")
    versions = list(newest_versions(project))
    facts = facts_of(project)
    # A project that is well under way has numbers; until they are there, say nothing that they would contradict.
    awaited = facts.student and not shown.report
    context = {
        "project": project,
        "nav": "home",
        "shown": shown,
        "data": shown.data,
        "awaited": awaited,
        "facts": facts,
        "steps": [] if awaited else next_steps(project, facts, shown.data),
        "cost": cost_of(project),
        "events": [(event, told(event)) for event in events_of(project)],
        "versions": versions,
        "quality": quality_over_versions(versions),
    }
    if shown.report:
        context |= {
            "funnel_rows": funnel(project, shown.data["samples"]),
            "queue_rows": queue(shown.data["queue"]),
            "label_rows": labels(shown.data["samples"]["labels"]),
            "agreement_series": over_time(shown.data.get("agreement", {}).get("periods", [])),
        }
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/dashboard/{template}.html", context)
