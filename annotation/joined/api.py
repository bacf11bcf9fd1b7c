"""How several answers become one label, by REST."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.joined.asking import propose, take_back, use
from annotation.models import Joining
from generation.access import labels_for, project_for
from generation.models import Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["aggregation"])


class JoiningIn(Schema):
    model_config = ConfigDict(extra="forbid")

    method: Literal["weighted", "one_coin", "dawid_skene", "mace", "glad"] = "dawid_skene"
    with_models: bool = Field(False, description="Models' labels join; such labels count for no certificate.")
    confidence: float = Field(0.95, description="Least posterior of a label that holds, from 0.5 to 0.999.")
    below: Literal["person", "lead"] = Field("person", description="Who is asked below it.")
    most: int = Field(5, description="People an item at most; then a lead decides.")


class JoiningOut(Schema):
    id: int
    method: str
    with_models: bool
    confidence: float
    below: str
    most: int
    state: str = Field(description="reckoning, ready, applying, used, undoing, back, replaced or failed")
    error: str
    told: dict = Field(
        description="What it comes to: `reason` why nothing can be joined, or `outcome` (items by what becomes of "
        "them), `changes` (the first 50 of `change_count`), `left_out`, and `known`: how often the votes (`before`) "
        "and the rule (`after`) are right on audit rows and checks of several answers, with Wilson's 95% interval."
    )
    created_at: datetime
    used_at: datetime | None
    applied_at: datetime | None


class JoiningPage(Schema):
    items: list[JoiningOut]
    next: str | None


@router.get("projects/{slug}/joinings", response=JoiningPage)
def list_joinings(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List rules for several answers.

    The newest first; at most one is used.
    """
    found = Joining.objects.filter(project=labels_for(request.user, slug))
    page = page_of(found, query, orders={"id": "id"}, default="-id")
    return {"items": page.items, "next": page.next}


@router.post("projects/{slug}/joinings", response={202: JoiningOut})
def post_joining(request: HttpRequest, slug: str, body: JoiningIn):
    """Have a rule reckoned.

    In the background; nothing changes before it is used.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    return Status(202, propose(project=project, by=request.user, **body.dict()))


@router.get("projects/{slug}/joinings/{int:pk}", response=JoiningOut)
def get_joining(request: HttpRequest, slug: str, pk: int):
    """Read what a rule comes to.

    What it would change, or what it changed when its rows were last brought in line.
    """
    return get_object_or_404(Joining, project=labels_for(request.user, slug), pk=pk)


@router.post("projects/{slug}/joinings/{int:pk}/use", response={202: JoiningOut})
def use_joining(request: HttpRequest, slug: str, pk: int):
    """Put a rule to use.

    Several answers to an item are joined by it from now on; rows there are brought in line in the background.
    """
    return Status(202, use(joining=_of(request, slug, pk), by=request.user))


@router.post("projects/{slug}/joinings/{int:pk}/take-back", response={202: JoiningOut})
def take_joining_back(request: HttpRequest, slug: str, pk: int):
    """Take a rule back.

    Its rows come to what their answers come to without it.
    """
    return Status(202, take_back(joining=_of(request, slug, pk), by=request.user))


def _of(request: HttpRequest, slug: str, pk: int) -> Joining:
    return get_object_or_404(Joining, project=project_for(request.user, slug, role=Role.LEAD), pk=pk)
