"""The numbers of the project home."""

from django.http import HttpRequest
from ninja import Router

from annotation.dashboard.readers import told_to
from annotation.reports import as_answer, show
from generation.access import project_for, sees_labels

router = Router(tags=["projects"])


@router.get("projects/{slug}/dashboard", response=dict)
def get_dashboard(request: HttpRequest, slug: str):
    """Read the project's figures.

    Funnel, queue, label estimate and student, as they were last worked out. Annotators get what every answer moves
    alike: no estimate, no audit, no states of items and no rates of the student, for these tell what an item was asked
    for.
    """
    project = project_for(request.user, slug)
    answer, told = as_answer(shown := show(project, "dashboard")), told_to(shown.data, sees_labels=sees_labels(project))
    figures = shown.data.keys() - {"made_from"}  # which the answer tells in its own way
    return {
        name: told.get(name) if name in figures else value
        for name, value in answer.items()
        if name not in figures - told.keys()
    }
