"""Attention: a lead reads of everybody, by name; an annotator of themselves alone."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotation.attention.readers import told_to
from annotation.attention.shapes import own, rows, talks, worn
from annotation.attention.words import share_told
from annotation.reports import show
from generation.access import project_for
from generation.models import Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def attention(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    shown = show(project, "attention")
    data = told_to(shown.data, project=project, user=request.user)
    context = {"project": project, "nav": "attention", "shown": shown, "data": data}
    if "people" in data:
        context |= _of_all(data) if project.my_role == Role.LEAD else {"own": own(data["people"])}
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/attention/{template}.html", context)


def _of_all(data: dict) -> dict:
    return {
        "rows": rows(data["people"]),
        "talks": talks(data["people"]),
        "worn": worn(data["worn"]),
        "slow": data["slow"],
        "wrong": share_told(data["wrong"]) if data["wrong"] else "",
    }
