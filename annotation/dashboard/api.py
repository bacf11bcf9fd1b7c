"""The numbers of the project home."""

from django.http import HttpRequest
from ninja import Router

from annotation.reports import as_answer, show
from generation.access import project_for

router = Router(tags=["projects"])


@router.get("projects/{slug}/dashboard", response=dict)
def get_dashboard(request: HttpRequest, slug: str):
    """Read the project's figures.

    Funnel, queue, label estimate and student, as they were last worked out.
    """
    return as_answer(show(project_for(request.user, slug), "dashboard"))
