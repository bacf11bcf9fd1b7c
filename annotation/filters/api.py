"""Filters by REST: which there are, what a pipeline would do, keeping one, what a version left out."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.errors import HttpError
from ninja.responses import Status

from annotation.datasets.frames import version_for
from annotation.filters.actions import check_dropped, dropped_now, effect_now, keep_filter_set
from annotation.filters.frames import drop_check, dropped_of, newest_basis, set_for, sets_of, standing
from annotation.filters.schemas import (
    DropCheckOut,
    DroppedNow,
    DroppedRows,
    FilterEffect,
    FilterRules,
    FilterSetIn,
    FilterSetOut,
    FilterSets,
    FilterStepsIn,
)
from annotation.filters.shapes import reason_of, rules_told
from annotation.filters.steps import steps_from
from annotation.queue.blind import silent_samples
from generation.access import labels_for, project_for
from generation.models import Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["filters"])


@router.get("projects/{slug}/filters/rules", response=FilterRules)
def list_filter_rules(request: HttpRequest, slug: str):
    """List filters.

    The presets, named after their papers, and every signal with a threshold.
    """
    return {"items": rules_told(newest_basis(labels_for(request.user, slug)))}


@router.post("projects/{slug}/filters/preview", response=FilterEffect)
def post_filter_preview(request: HttpRequest, slug: str, body: FilterStepsIn):
    """Preview a pipeline.

    Counts, balance, words and wrong labels before and after; nothing is kept. `pending` until the worker has written
    down the rows.
    """
    project = labels_for(request.user, slug)
    steps = steps_from(body.steps)
    shown, told = standing(project), effect_now(project, steps)
    if told is None:
        return {"state": "pending" if shown.pending else "failed", "detail": shown.error}
    told["warnings"] = [_(warning) for warning in told["warnings"]]
    return {"state": "ready", "as_of": newest_basis(project).created_at, "refreshing": shown.pending, **told}


@router.get("projects/{slug}/filters/sets", response=FilterSets)
def list_filter_sets(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List filter sets.

    Newest first; all that were ever kept.
    """
    page = page_of(sets_of(labels_for(request.user, slug)), query, orders={"number": "number"}, default="-number")
    return {"items": page.items, "next": page.next}


@router.post("projects/{slug}/filters/sets", response={201: FilterSetOut})
def post_filter_set(request: HttpRequest, slug: str, body: FilterSetIn):
    """Keep a filter set.

    A version is cut with it by `filters: {"filter_set": number}`.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    kept = keep_filter_set(project=project, by=request.user, name=body.name, steps=steps_from(body.steps))
    return Status(201, kept)


@router.get("projects/{slug}/filters/sets/{int:number}", response=FilterSetOut)
def get_filter_set(request: HttpRequest, slug: str, number: int):
    """Read a filter set.

    With what it would have left out when it was kept.
    """
    return set_for(labels_for(request.user, slug), number)


@router.get("projects/{slug}/filters/sets/{int:number}/dropped", response=DroppedNow)
def list_dropped_now(request: HttpRequest, slug: str, number: int, query: Query[PageQuery]):
    """List what a kept set leaves out.

    By what is known of the rows now; a version lists what it was really cut without.
    """
    project = labels_for(request.user, slug)
    kept, basis, after = set_for(project, number), newest_basis(project), _sample(query)
    page = dropped_now(kept, after=after, limit=query.limit)
    if page is None:
        standing(project)  # asks the worker for the columns
        return {"as_of": None, "items": [], "next": None}
    silent = silent_samples(request.user, project, [row.sample for row in page.rows])
    items = [
        {
            "sample": row.sample,
            "step": row.step,
            "filter": row.rule,
            "reason": "" if row.sample in silent else reason_of(row),
        }
        for row in page.rows
    ]
    found = {"as_of": basis.created_at, "is_drawn": basis.is_drawn, "rows": page.total, "items": items}
    return found | {"next": str(page.older) if page.older else None}


@router.post("projects/{slug}/filters/sets/{int:number}/check", response={201: DropCheckOut})
def post_drop_check(request: HttpRequest, slug: str, number: int):
    """Check what a kept set leaves out.

    Draws 20 of the rows by chance, once, and has people asked about them first.
    """
    kept = set_for(project_for(request.user, slug, role=Role.LEAD), number)
    check_dropped(kept=kept, by=request.user)
    return Status(201, drop_check(kept))


@router.get("projects/{slug}/filters/sets/{int:number}/check", response=DropCheckOut)
def get_drop_check(request: HttpRequest, slug: str, number: int):
    """Read the check of what a kept set leaves out.

    How many of the rows were right, once all that were drawn are answered.
    """
    found = drop_check(set_for(labels_for(request.user, slug), number))
    if found is None:
        raise HttpError(404, _("Nothing was drawn from what this set leaves out."))
    return found


def _sample(query: PageQuery) -> int:
    """The cursor of a list that is no table: the number of the last sample of the page before."""
    if query.order not in ("", "sample"):
        raise HttpError(422, "order: rows come in the order of their numbers")
    if query.cursor and not (query.cursor.isascii() and query.cursor.isdigit() and len(query.cursor) < 19):
        raise HttpError(422, "cursor: not one of ours; take it from `next` of the page before")
    return int(query.cursor or 0)


@router.get("projects/{slug}/versions/{int:number}/dropped", response=DroppedRows)
def list_dropped_rows(request: HttpRequest, slug: str, number: int, query: Query[PageQuery]):
    """List what a filter set left out.

    The rows that a version does not hold for its filter set, each with the step that dropped it and why.
    """
    version = version_for(labels_for(request.user, slug), number)
    page = page_of(dropped_of(version), query, orders={"id": "id"}, default="id")
    items: list[dict[str, Any]] = [
        {"sample": row.sample_id, "step": row.step, "filter": row.rule, "reason": reason_of(row)} for row in page.items
    ]
    return {"items": items, "next": page.next}
