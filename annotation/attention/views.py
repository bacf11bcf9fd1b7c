"""Attention: a lead reads of everybody, by name; an annotator of themselves alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from annotation.attention.checks_out import retired
from annotation.attention.readers import told_to
from annotation.attention.shapes import own, rows, talks, worn
from annotation.attention.words import share_told
from annotation.models import Item
from annotation.queue.actions.retire import put_back, retire
from annotation.queue.frames import checks_spent
from annotation.queue.refusals import Refused
from annotation.reports import show
from generation.access import project_for
from generation.models import Project, Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def attention(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    shown = show(project, "attention")
    data = told_to(shown.data, project=project, user=request.user)
    context = {"project": project, "nav": "attention", "shown": shown, "data": data}
    if "people" in data:
        context |= _of_all(project, data) if project.my_role == Role.LEAD else {"own": own(data["people"])}
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/attention/{template}.html", context)


@require_POST
@login_required
def attention_retire(request: HtmxRequest, slug: str, sample: int) -> HttpResponse:
    """Takes a gold item out of the checks; with `count` answers to it still stand for those who gave them."""
    project, item = _gold_item(request, slug, sample)
    try:
        retire(item=item, lead=request.user, counts="count" in request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("annotation:attention", project.slug)


@require_POST
@login_required
def attention_put_back(request: HtmxRequest, slug: str, sample: int) -> HttpResponse:
    project, item = _gold_item(request, slug, sample)
    try:
        put_back(item=item, lead=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("annotation:attention", project.slug)


def _gold_item(request: HtmxRequest, slug: str, sample: int) -> tuple[Project, Item]:
    project = project_for(request.user, slug, role=Role.LEAD)
    return project, get_object_or_404(Item.objects.select_related("project"), project=project, sample=sample)


def _of_all(project: Project, data: dict) -> dict:
    out = retired(project)
    return {
        "retired": out,
        "spent": checks_spent(project),
        "rows": rows(data["people"]),
        "talks": talks(data["people"]),
        "worn": worn(data["worn"], out),
        "slow": data["slow"],
        "wrong": share_told(data["wrong"]) if data["wrong"] else "",
    }
