from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotation.aggregation.shapes import told
from annotation.choosing import chosen
from annotation.reports import show
from generation.access import project_for
from generation.models import Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def aggregation(request: HtmxRequest, slug: str) -> HttpResponse:
    """What the worker stored of one question, for leads alone: it names people and how often each is right."""
    project = project_for(request.user, slug, role=Role.LEAD)
    shown = show(project, "aggregation")
    questions = shown.data.get("questions", [])
    question = chosen(questions, "name", request.GET.get("question"))
    context = {"project": project, "nav": "aggregation", "shown": shown, "data": shown.data}
    if question:
        with_models = bool(request.GET.get("models") and question["with_models"])
        part = question["with_models" if with_models else "people"]
        context |= {"questions": questions, "question": question, "with_models": with_models, "part": told(part)}
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/aggregation/{template}.html", context)
