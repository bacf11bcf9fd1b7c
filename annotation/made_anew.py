"""One press for what the worker makes and a page then shows: the student, the map, the groups of near-duplicates."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from generation.access import project_for
from generation.models import Project, Role
from synthlab.http import HtmxRequest


def ask_anew(
    request: HtmxRequest, slug: str, *, enqueue: Callable[[Project], object], said: str, page: str
) -> HttpResponse:
    """A lead asks for it; `enqueue` says by a ValidationError why it cannot be made. Back to its page."""
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        enqueue(project)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, said)
    return redirect(page, project.slug)
