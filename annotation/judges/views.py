from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotation.choosing import chosen
from annotation.judges.shapes import named, told
from annotation.judges.shapes_of_changes import change_told, orders, series
from annotation.reports import show
from generation.access import project_for
from generation.models import Project, Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def judges(request: HtmxRequest, slug: str) -> HttpResponse:
    """What the worker stored of one model on one question, for leads alone: the test names people."""
    project = project_for(request.user, slug, role=Role.LEAD)
    shown = show(project, "judges")
    context = {"project": project, "nav": "judges", "shown": shown} | _chosen(request, project, shown.data)
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/judges/{template}.html", context)


def _chosen(request: HtmxRequest, project: Project, data: dict) -> dict:
    codebooks = data.get("codebooks", [])
    codebook = chosen(codebooks, "number", request.GET.get("codebook"))
    question = chosen(codebook["questions"], "name", request.GET.get("question")) if codebook else None
    sources = named(question["sources"]) if question else []
    source = chosen(sources, "source", request.GET.get("source"))
    found = {"codebooks": codebooks, "codebook": codebook, "question": question, "sources": sources, "source": source}
    if source:
        found |= {"draws": told(project, codebook, question, source), **series(question)}
    return found | {"orders": orders(data), "changed": [change_told(one) for one in data.get("changed", [])]}
