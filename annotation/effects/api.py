"""How people work, as the worker last computed it."""

from django.http import HttpRequest
from ninja import Router

from annotation.reports import as_answer, show
from generation.access import project_for
from generation.models import Role

router = Router(tags=["effects"])


@router.get("projects/{slug}/effects", response=dict)
def get_effects(request: HttpRequest, slug: str):
    """Read how people work.

    Anchoring, time per item and fatigue, for leads. `anchoring` compares hand-outs that a coin left blind with those
    that it did not: shares of each, and the difference with its 95% interval. `times` are in seconds; `ratio` and
    `time_trend` are factors, `agreement_trend` is a share for `per` more answers of a sitting. What has no value says
    why in `reason`.
    """
    return as_answer(show(project_for(request.user, slug, role=Role.LEAD), "effects"))
