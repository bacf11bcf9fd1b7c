from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotation.effects.shapes import contrasts, known_rows, left_out, median_rows, over_a_sitting
from annotation.effects.words import (
    answers_lacking,
    drift_verdicts,
    label_test,
    passed_on,
    suggestion_verdict,
    time_verdict,
)
from annotation.reports import show
from generation.access import project_for
from generation.models import Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def effects(request: HtmxRequest, slug: str) -> HttpResponse:
    """What the worker stored of how people work, for leads alone: it names people and their times."""
    project = project_for(request.user, slug, role=Role.LEAD)
    shown = show(project, "effects")
    context = {"project": project, "nav": "effects", "shown": shown, "data": shown.data}
    if shown.data.get("answers"):
        context |= _told(shown.data)
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/effects/{template}.html", context)


def _told(data: dict) -> dict:
    anchoring, times, fatigue = data["anchoring"], data["times"], data["fatigue"]
    return {
        "verdict": suggestion_verdict(anchoring["same"]["difference"]),
        "lacking": answers_lacking(anchoring),
        "passed_on": passed_on(anchoring["passed_on"]),
        "known": known_rows(anchoring),
        "anchored_people": contrasts(anchoring["by_person"], "person"),
        "anchored_labels": contrasts(anchoring["labels"]["rows"], "label"),
        "label_test": label_test(anchoring["labels"]),
        "time_verdict": time_verdict(times["ratio"]),
        "times_of_people": median_rows(times["by_person"], "person"),
        "times_of_labels": median_rows(times["by_label"], "label"),
        "left_out": left_out(times),
        "drift": drift_verdicts(fatigue),
        "pace": over_a_sitting(fatigue["times"], _("Median time")),
        "agreement": over_a_sitting(fatigue["agreement"], _("Equal to the settled label")),
    }
