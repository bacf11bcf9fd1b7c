"""Near-duplicates by REST."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.duplicates.actions import ask_people, decide
from annotation.duplicates.asking import enqueue_look, newest_set
from annotation.duplicates.cards import Card, cards_of, groups_of
from annotation.methods.duplicates.words import PEOPLE
from annotation.models import DuplicateGroup
from generation.access import labels_for, project_for
from generation.models import Project, Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["duplicates"])
Mark = Literal["conflict", "exact", "mixed", "contaminated", "across_parts"]
Rule = Literal["people", "first", "longest", "central"]


class DuplicatesQuery(PageQuery):
    only: Mark | None = Field(None, description="Groups with this mark.")
    at_least: int = Field(2, ge=2, le=10**6, description="Rows of a group.")
    q: str = Field("", max_length=2000, description="With a row of this whole text, number or external id.")
    rule: Rule = Field(PEOPLE, description="Which row of a group stays.")


class DuplicateMember(Schema):
    sample: int
    text: str
    label: str | None = Field(description="null: you are being asked about a row of the group.")
    similarity: float = Field(description="Jaccard similarity of shingles to the row that stays.")
    exact: bool
    keep: bool


class DuplicateGroupOut(Schema):
    id: int
    size: int
    keep: int = Field(description="The sample that stays by the rule, or because a lead chose it.")
    choice: str = Field(description="Of a lead: one, all, or empty for the rule.")
    drops: int = Field(description="How many rows of it a version without near-duplicates leaves out.")
    conflict: bool | None
    exact: bool
    mixed: bool = Field(description="Of several origins.")
    contaminated: bool = Field(description="A gold row is among others.")
    across_parts: bool = Field(description="In several parts of the newest version.")
    rows: list[DuplicateMember] = Field(description="Some of them, the one that stays first.")


class DuplicatesOut(Schema):
    rows: int = Field(description="That were compared; 0: nobody has had them compared yet.")
    groups: int
    conflicts: int
    drops: int
    created_at: datetime | None
    items: list[DuplicateGroupOut]
    next: str | None


class LookOut(Schema):
    job: int


class DuplicateDecisionIn(Schema):
    model_config = ConfigDict(extra="forbid")

    choice: Literal["one", "all", "rule"]
    sample: int | None = Field(None, description="Which row stays, with the choice one.")


class DuplicateDecisionOut(Schema):
    id: int
    choice: str
    sample: int | None = Field(None, alias="sample_id")
    samples: list[int]


class AskedOut(Schema):
    selection: int
    items: int = Field(description="How many items nobody had yet go before all others now.")
    before: int = Field(description="Rows that were asked about first already; all: nothing is made.")


@router.get("projects/{slug}/duplicates", response=DuplicatesOut)
def list_duplicates(request: HttpRequest, slug: str, query: Query[DuplicatesQuery]):
    """List groups of near-duplicates.

    As the worker found them last, the largest first.
    """
    project = labels_for(request.user, slug)
    found = newest_set(project)
    if found is None:
        return {"rows": 0, "groups": 0, "conflicts": 0, "drops": 0, "created_at": None, "items": [], "next": None}
    found.project, marks = project, [query.only] if query.only else []
    groups = groups_of(found, marks=marks, at_least=query.at_least, q=query.q)
    page = page_of(groups, query, orders={"size": "size"}, default="-size")
    items = [_told(card) for card in cards_of(request.user, project, page.items, rule=query.rule, marks=marks)]
    told = {name: getattr(found, name) for name in ("rows", "groups", "conflicts", "created_at")}
    return told | {"drops": found.spare, "items": items, "next": page.next}


@router.post("projects/{slug}/duplicates", response={202: LookOut})
def post_duplicates(request: HttpRequest, slug: str):
    """Look for near-duplicates.

    Through all rows, in the background.
    """
    return Status(202, {"job": enqueue_look(project_for(request.user, slug, role=Role.LEAD)).pk})


@router.post("projects/{slug}/duplicates/{int:pk}/decide", response={201: DuplicateDecisionOut})
def post_duplicate_decision(request: HttpRequest, slug: str, pk: int, body: DuplicateDecisionIn):
    """Decide about a group.

    Keep one row, keep all, or go by the rule again.
    """
    group = _group(project_for(request.user, slug, role=Role.LEAD), pk)
    return Status(201, decide(group=group, choice=body.choice, sample=body.sample, by=request.user))


@router.post("projects/{slug}/duplicates/{int:pk}/ask", response=AskedOut)
def post_duplicate_ask(request: HttpRequest, slug: str, pk: int):
    """Send a group to people.

    As a selection that goes before all others in the queue.
    """
    asked = ask_people(group=_group(project_for(request.user, slug, role=Role.LEAD), pk), by=request.user)
    return {"selection": asked.selection.pk, "items": asked.items, "before": asked.before}


def _group(project: Project, pk: int) -> DuplicateGroup:
    return get_object_or_404(DuplicateGroup.objects.select_related("found__project"), pk=pk, found__project=project)


def _told(card: Card) -> dict:
    group = card.group
    told = {name: getattr(group, name) for name in ("id", "size", "choice", "exact", "mixed", "contaminated")}
    rows = [
        {
            "sample": member.sample.pk,
            "text": member.text,
            "label": member.label,
            "similarity": member.similarity,
            "exact": member.exact,
            "keep": member.kept,
        }
        for member in card.members
    ]
    conflict = None if card.hidden else group.conflict
    more = {"keep": card.keeps, "drops": group.spare, "conflict": conflict, "across_parts": group.across_parts}
    return told | more | {"rows": rows}
