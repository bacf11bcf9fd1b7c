import base64
import contextlib
import json

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generation.models import Token
from synthlab.paging import BadCursor, pager_for, slice_by_key


@pytest.fixture
def tokens(lead):
    """Seven rows; `revoked_at` repeats and is empty for some."""
    times = ["2026-01-02", None, "2026-01-01", "2026-01-02", None, "2026-01-03", "2026-01-02"]
    for number, time in enumerate(times):
        stamp = f"{time}T00:00:00Z" if time else None
        Token.objects.create(user=lead, name=f"t{number}", prefix="", digest=str(number), revoked_at=stamp)
    return Token.objects.all()


def walk(queryset, **options) -> list[str]:
    names, cursor = [], ""
    while cursor is not None:
        page = slice_by_key(queryset, cursor=cursor, **options)
        names += [token.name for token in page.items]
        cursor = page.next
    return names


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
@pytest.mark.parametrize(
    ("descending", "expected"),
    [(False, ["t2", "t0", "t3", "t6", "t5", "t1", "t4"]), (True, ["t5", "t6", "t3", "t0", "t2", "t4", "t1"])],
)
def test_each_row_comes_once_and_rows_without_a_value_last(tokens, limit, descending, expected):
    assert walk(tokens, by="revoked_at", descending=descending, limit=limit) == expected


@pytest.mark.parametrize("by", ["id", "revoked_at"])
@pytest.mark.parametrize("descending", [False, True])
def test_going_back_shows_the_page_before(tokens, by, descending):
    options = {"by": by, "descending": descending, "limit": 2}
    first = slice_by_key(tokens, **options)
    second = slice_by_key(tokens, cursor=first.next, **options)
    third = slice_by_key(tokens, cursor=second.next, **options)
    back = slice_by_key(tokens, cursor=third.previous, backwards=True, **options)
    assert back.items == second.items
    assert slice_by_key(tokens, cursor=back.previous, backwards=True, **options).items == first.items
    assert slice_by_key(tokens, cursor=second.previous, backwards=True, **options).previous is None


def test_rows_that_arrive_meanwhile_shift_nothing(tokens, lead):
    first = slice_by_key(tokens, by="id", descending=True, limit=3)
    Token.objects.create(user=lead, name="new", prefix="", digest="new")
    second = slice_by_key(tokens, by="id", descending=True, limit=3, cursor=first.next)
    assert [token.name for token in first.items + second.items] == ["t6", "t5", "t4", "t3", "t2", "t1"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cursor=st.text(max_size=40))
def test_no_cursor_from_outside_breaks_it(db, cursor):
    with contextlib.suppress(BadCursor):
        slice_by_key(Token.objects.all(), by="revoked_at", descending=True, limit=2, cursor=cursor)


@pytest.mark.parametrize("by", ["name", "created_at", "user_id"])
@pytest.mark.parametrize(
    "value", ["x", "a\x00", "2020-01-01", "2020-01-01T00:00:00+00:00", 1e308, -1, True, None, "😀"]
)
def test_a_cursor_of_another_list_is_none_of_ours_or_finds_a_page(tokens, by, value):
    cursor = base64.urlsafe_b64encode(json.dumps([value, 1]).encode()).decode()
    with contextlib.suppress(BadCursor):
        slice_by_key(tokens, by=by, descending=True, limit=2, cursor=cursor)


@pytest.mark.parametrize(
    ("by", "value"), [("user_id", "x"), ("created_at", 3), ("name", "a\x00"), ("created_at", "2020-01-01")]
)
def test_a_cursor_with_a_value_that_the_column_never_has_is_refused(tokens, by, value):
    cursor = base64.urlsafe_b64encode(json.dumps([value, 1]).encode()).decode()
    with pytest.raises(BadCursor):
        slice_by_key(tokens, by=by, descending=True, limit=2, cursor=cursor)


def test_a_page_address_that_was_cut_shows_the_first_page(tokens):
    pager = pager_for(QueryDict("label=a&after=abc"), tokens, limit=3)
    assert [token.name for token in pager.items] == ["t6", "t5", "t4"]
    assert pager.older.startswith("label=a&after=")
