"""Many answers, one label, as the worker last computed it."""

from django.http import HttpRequest
from ninja import Router

from annotation.reports import as_answer, show
from generation.access import project_for
from generation.models import Role

router = Router(tags=["aggregation"])


@router.get("projects/{slug}/aggregation", response=dict)
def get_aggregation(request: HttpRequest, slug: str):
    """Read what many answers to the same items come to.

    For leads: it names people. Of each question with one label, by the codebook in force: `people`, and `with_models`
    where models labelled the same items, each source a voice. `methods` are told apart on items with a given label
    (`value`, with Wilson's 95% interval) and by Akaike's `criterion` (lower is better); `differs` counts the items
    whose label is not the majority's. `voices` stand by name. What has no value says why in `reason` or `notes`.
    """
    return as_answer(show(project_for(request.user, slug, role=Role.LEAD), "aggregation"))
