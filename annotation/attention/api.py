"""Attention, by REST."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.attention.checks_out import as_told, retired
from annotation.attention.readers import told_to
from annotation.models import Item
from annotation.queue.actions.retire import put_back, retire
from annotation.queue.api import conflict
from annotation.queue.frames import checks_spent
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
    items that should check nobody any more, `slow` items that take far longer than foretold. `retired` are the gold
    items that leads took out of the checks; `checks_spent` is since when none is left to give.

    Annotators get their own line alone, without `changed` and the others' share; with `gold` and whether `tiring`
    `tires` where they are told about checks.
    """
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    answer = as_answer(shown := show(project, "attention"))
    told = told_to(shown.data, project=project, user=request.user)
    if project.my_role == Role.LEAD:
        told = told | {"retired": retired(project), "checks_spent": checks_spent(project)}
        answer |= {name: told[name] for name in ("retired", "checks_spent")}
    return {name: told.get(name, value) for name, value in answer.items() if name in told or name not in shown.data}


class RetireIn(Schema):
    model_config = ConfigDict(extra="forbid")

    counts: bool = Field(False, description="whether answers to it still count for those who gave them")


class RetiredOut(Schema):
    sample: int
    counts: bool
    by: str
    at: datetime


@router.post("projects/{slug}/gold/{sample}/retire", response={201: RetiredOut})
def post_retire(request: HttpRequest, slug: str, sample: int, body: RetireIn | None = None):
    """Take a gold item out of the checks.

    For leads: it is given to nobody else as a check. Without `counts` its answers count for nobody any more. Its label
    stays; 409 where it is no check.
    """
    with conflict():
        done = retire(item=_gold_item(request, slug, sample), lead=request.user, counts=bool(body and body.counts))
    return Status(201, as_told(done))


@router.post("projects/{slug}/gold/{sample}/put-back", response=RetiredOut)
def post_put_back(request: HttpRequest, slug: str, sample: int):
    """Let a gold item check people again.

    For leads; it is given to those who were never asked it. 409 where it was not taken out.
    """
    with conflict():
        return as_told(put_back(item=_gold_item(request, slug, sample), lead=request.user))


def _gold_item(request: HttpRequest, slug: str, sample: int) -> Item:
    project = project_for(request.user, slug, role=Role.LEAD)
    item = Item.objects.select_related("project", "sample").filter(project=project, sample=sample).first()
    if item is None:
        raise Http404(_("There is no such item in this project."))
    return item
