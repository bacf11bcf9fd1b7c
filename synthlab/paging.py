"""Lists by key, not by number: page 10,000 costs what page 1 costs, and rows that arrive meanwhile shift nothing.

The API answers {items, next}; pages get `newer` and `older` for templates/_pager.html.
"""

import base64
import binascii
import datetime
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from ninja import Schema
from ninja.errors import HttpError
from pydantic import Field

from generation.methods.storable import unstorable_places


class BadCursor(ValueError):
    """Not a cursor that this list gave out."""


class PageQuery(Schema):
    """`?limit=&cursor=&order=`; an order with a leading minus is descending."""

    limit: int = Field(50, ge=1, le=1000)
    cursor: str = Field("", max_length=500)
    order: str = Field("", max_length=80)


@dataclass
class Page:
    items: list
    next: str | None = None
    previous: str | None = None


@dataclass
class Pager:
    """What templates/_pager.html shows."""

    items: list = field(default_factory=list)
    newer: str = ""
    older: str = ""
    note: str = ""


def page_of(queryset: QuerySet, query: PageQuery, *, orders: dict[str, str], default: str) -> Page:
    """One page for the API. `orders` maps the names that callers may sort by to model fields; unknown ones are 422."""
    order = query.order or default
    name = order.removeprefix("-")
    if name not in orders:
        raise HttpError(422, f"order: unknown order {name!r}; known: {', '.join(sorted(orders))}")
    try:
        return slice_by_key(
            queryset, by=orders[name], descending=order.startswith("-"), limit=query.limit, cursor=query.cursor
        )
    except BadCursor as error:
        raise HttpError(422, "cursor: not one of ours; take it from `next` of the page before") from error


def pager_for(params: Any, queryset: QuerySet, *, by: str = "id", descending: bool = True, limit: int = 50) -> Pager:
    """One page for a template: reads `after` and `before` from the query string and keeps its other parts."""
    backwards = bool(params.get("before"))
    cursor = params.get("before") or params.get("after") or ""
    try:
        page = slice_by_key(queryset, by=by, descending=descending, limit=limit, cursor=cursor, backwards=backwards)
    except BadCursor:  # an address that was cut or edited: show the first page
        page = slice_by_key(queryset, by=by, descending=descending, limit=limit)
    kept = [(key, value) for key in params for value in params.getlist(key) if key not in ("before", "after")]
    return Pager(
        items=page.items,
        newer=urlencode([*kept, ("before", page.previous)]) if page.previous else "",
        older=urlencode([*kept, ("after", page.next)]) if page.next else "",
    )


def slice_by_key(
    queryset: QuerySet, *, by: str, descending: bool, limit: int, cursor: str = "", backwards: bool = False
) -> Page:
    """Rows after (or before) the cursor in the order of `by`, then `id`; rows without a value come last."""
    down = descending != backwards
    ordered = queryset.order_by(*_ordering(by, down, backwards))
    if cursor:
        try:
            ordered = ordered.filter(_beyond(by, down, backwards, *_decode(cursor, by)))
        except (ValueError, TypeError, ValidationError) as error:  # a value that this column never has
            raise BadCursor(cursor) from error
    rows = list(ordered[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    forward, back = (bool(cursor), more) if backwards else (more, bool(cursor))
    return Page(rows, next=_encode(rows[-1], by) if forward else None, previous=_encode(rows[0], by) if back else None)


def _ordering(by: str, down: bool, backwards: bool) -> list:
    tie = "-id" if down else "id"
    if by in ("id", "pk"):
        return [tie]
    key = F(by)
    if backwards:
        return [key.desc(nulls_first=True) if down else key.asc(nulls_first=True), tie]
    return [key.desc(nulls_last=True) if down else key.asc(nulls_last=True), tie]


def _beyond(by: str, down: bool, backwards: bool, value: Any, row_id: int) -> Q:
    side = "lt" if down else "gt"
    later_id = Q(**{f"id__{side}": row_id})
    if by in ("id", "pk"):
        return later_id
    empty = Q(**{f"{by}__isnull": True})
    if value is None:
        return (empty & later_id) | (~empty if backwards else Q(pk__in=[]))
    beyond = Q(**{f"{by}__{side}": value}) | (Q(**{by: value}) & later_id)
    return beyond if backwards else beyond | empty


def _encode(row: Any, by: str) -> str:
    if isinstance(row, dict):
        value, row_id = row[by], row["id"]
    else:
        value, row_id = row, row.pk
        for part in by.split("__"):
            value = getattr(value, part)
    return base64.urlsafe_b64encode(orjson.dumps([value, row_id], default=str)).decode().rstrip("=")


def _decode(cursor: str, by: str) -> tuple[Any, int]:
    try:
        value, row_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        known = (
            by in ("id", "pk") or isinstance(value, str | None) or (type(value) in (int, float) and abs(value) < 2**63)
        )
        if type(row_id) is not int or abs(row_id) >= 2**63 or not known:
            raise ValueError(cursor)
        if isinstance(value, str) and by.endswith("_at"):
            value = datetime.datetime.fromisoformat(value)
        if unstorable_places(value) or (isinstance(value, datetime.datetime) and value.tzinfo is None):
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor(cursor) from error
    return value, row_id
