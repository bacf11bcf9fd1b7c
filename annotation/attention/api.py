"""Attention, by REST."""

from django.http import HttpRequest
from ninja import Router

from annotation.attention.readers import told_to
from annotation.reports import as_answer, show
from generation.access import project_for
from generation.models import Role

router = Router(tags=["effects"])


@router.get("projects/{slug}/attention", response=dict)
def get_attention(request: HttpRequest, slug: str):
    """Read what answers say of attention.

    `people`, by name and never as a rank: `gold` checks with Wilson's interval, `below` the probability that less than
    `least` of them are right in truth, and the `advice` that follows (retrain, pause; nothing is done by itself);
    `time` with the median and the answers that were too `fast`; `most` the label given most beside the share that
    others give it; `order`, whether a label follows its like, with what 95 of 100 orders by chance give; `tiring`, how
    the share of errors changes over a sitting; `changed`, suggestions in sight that were not followed. `worn` are gold
    items that should check nobody any more, `slow` items that take far longer than foretold.

    Annotators get their own line alone, without `changed` and the others' share; with `gold` and whether `tiring`
    `tires` where they are told about checks.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    answer = as_answer(shown := show(project, "attention"))
    told = told_to(shown.data, project=project, user=request.user)
    return {name: told.get(name, value) for name, value in answer.items() if name in told or name not in shown.data}
