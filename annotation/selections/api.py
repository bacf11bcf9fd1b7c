"""Selections by REST."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.models import Selection
from annotation.selections.actions import (
    LONGEST_NAME,
    MOST_ROWS,
    ask_first,
    ask_in_turn,
    drop_selection,
    keep_selection,
    rename_selection,
)
from generation.access import labels_for, project_for
from generation.models import Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["selections"])


class SelectionIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=LONGEST_NAME, description="Empty: it is named after its number.")
    samples: list[int] = Field(min_length=1, max_length=MOST_ROWS)


class SelectionName(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class SelectionOut(Schema):
    id: int
    name: str
    rows: int
    created_by: str
    created_at: datetime
    asked_at: datetime | None = Field(description="Since when its items go before others in the queue; null: not.")

    @staticmethod
    def resolve_created_by(selection: Selection) -> str:
        return selection.created_by.get_username()


class Selections(Schema):
    items: list[SelectionOut]
    next: str | None


class Moved(Schema):
    items: int = Field(description="How many items nobody had yet have another place now.")


@router.get("projects/{slug}/selections", response=Selections)
def list_selections(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List selections.

    Newest first. The rows of one are `GET samples?selection=`.
    """
    project = labels_for(request.user, slug)
    kept = Selection.objects.filter(project=project).select_related("created_by")
    page = page_of(kept, query, orders={"id": "id"}, default="-id")
    return {"items": page.items, "next": page.next}


@router.post("projects/{slug}/selections", response={201: SelectionOut})
def post_selection(request: HttpRequest, slug: str, body: SelectionIn):
    """Keep samples as a selection.

    At most 10,000, by their ids.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    kept = keep_selection(project=project, by=request.user, name=body.name, samples=body.samples)
    return Status(201, kept)


@router.post("projects/{slug}/selections/{int:pk}/ask", response=Moved)
def post_ask(request: HttpRequest, slug: str, pk: int):
    """Ask about a selection first.

    Its items that nobody had yet go before all others; audit draws stay as random as they are.
    """
    return {"items": ask_first(selection=_selection(request, slug, pk), by=request.user)}


@router.post("projects/{slug}/selections/{int:pk}/in-turn", response=Moved)
def post_in_turn(request: HttpRequest, slug: str, pk: int):
    """Ask about a selection in turn again.

    Its items take their places by suspicion.
    """
    return {"items": ask_in_turn(selection=_selection(request, slug, pk), by=request.user)}


@router.patch("projects/{slug}/selections/{int:pk}", response=SelectionOut)
def patch_selection(request: HttpRequest, slug: str, pk: int, body: SelectionName):
    """Rename a selection.

    Its rows and their places stay as they are.
    """
    return rename_selection(selection=_selection(request, slug, pk), by=request.user, name=body.name)


@router.delete("projects/{slug}/selections/{int:pk}", response={204: None})
def delete_selection(request: HttpRequest, slug: str, pk: int):
    """Drop a selection.

    Its samples stay; its items take their old places.
    """
    drop_selection(selection=_selection(request, slug, pk), by=request.user)
    return Status(204, None)


def _selection(request: HttpRequest, slug: str, pk: int) -> Selection:
    project = project_for(request.user, slug, role=Role.LEAD)
    selection = Selection.objects.filter(project=project, pk=pk).select_related("created_by").first()
    if selection is None:
        raise Http404(_("There is no such selection in this project."))
    selection.project = project
    return selection
