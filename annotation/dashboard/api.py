"""The numbers of the project home."""

from django.http import HttpRequest
from ninja import Router

from annotation.reports import as_answer, show
from generation.access import project_for

router = Router(tags=["projects"])


@router.get("projects/{slug}/dashboard", response=dict, summary="Funnel, queue, label estimate, student")
def get_dashboard(request: HttpRequest, slug: str):
    return as_answer(show(project_for(request.user, slug), "dashboard"))
