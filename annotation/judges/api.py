"""Models against people, as the worker last computed it."""

from django.http import HttpRequest
from ninja import Router

from annotation.reports import as_answer, show
from generation.access import project_for
from generation.models import Role

router = Router(tags=["judges"])


@router.get("projects/{slug}/judges", response=dict)
def get_judges(request: HttpRequest, slug: str):
    """Read how models stand against people.

    By version of the codebook, question, and model (`source`), of blind answers alone; for leads. `draws` keeps items
    drawn at random apart from those that the queue chose. `beside` has the same statistic of people with people, of the
    model with people, and the difference; `cells` are [model, people, items]; `reliability` has the diagram's bins, the
    expected calibration error with what chance alone makes of it (`noise`), and the Brier score; `alternative` is the
    alternative annotator test at three costs. What has no value says why in `reason`.
    """
    return as_answer(show(project_for(request.user, slug, role=Role.LEAD), "judges"))
