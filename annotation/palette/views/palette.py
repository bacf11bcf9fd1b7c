"""What the command palette offers beside the keys of the page itself (static/js/palette.js): fragments only."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotation.palette.frames import MOST_QUERY, projects_named, samples_named
from annotation.palette.views.pages import pages_for
from generation.access import project_for
from generation.models import Project
from synthlab.http import HtmxRequest


@require_GET
@login_required
def palette(request: HtmxRequest, slug: str = "") -> HttpResponse:
    """The pages that this person may open, here and outside projects."""
    context = {"pages": pages_for(request.user, _project(request, slug))}
    return render(request, "annotation/palette/_pages.html", context)


@require_GET
@login_required
def palette_found(request: HtmxRequest, slug: str = "") -> HttpResponse:
    """Projects by name, and samples of the project by id or whole text."""
    project, words = _project(request, slug), request.GET.get("q", "").strip()[:MOST_QUERY]
    context = {
        "project": project,
        "words": words,
        "projects": projects_named(request.user, words) if words else [],
        "samples": samples_named(project, words) if project and words else [],
    }
    return render(request, "annotation/palette/_found.html", context)


def _project(request: HtmxRequest, slug: str) -> Project | None:
    return project_for(request.user, slug) if slug else None
