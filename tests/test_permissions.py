"""Walks every page and every API operation as lead, annotator, viewer, stranger and anonymous.

The expected answers stand in tests/permission_table.py: add yours there, one line a method of an address.
"""

# ruff: noqa: F811 - fixtures

import re
from functools import cache
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from synthlab.api import api
from tests.permission_table import API, LET_IN, PAGES, ROLES, SIGN_IN, Row
from tests.worlds import built, db, world  # noqa: F401 - fixtures

API_ROOT = "/api/v1/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


# -- what there is -------------------------------------------------------------------------------------------------


def patterns(resolver: URLResolver, namespace: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            found += patterns(one, inner)
        else:
            found.append((f"{namespace}{one.name}", one))
    return found


@cache
def all_patterns() -> list[tuple[str, URLPattern]]:
    return [(name, one) for name, one in patterns(get_resolver()) if not name.startswith(("admin:", "api-1:"))]


def all_operations() -> set[str]:
    schema = api.get_openapi_schema(path_prefix="")
    return {f"{method.upper()} {path.lstrip('/')}" for path, methods in schema["paths"].items() for method in methods}


def test_every_page_stands_in_the_table():
    there, listed = {name for name, _pattern in all_patterns()}, {row.address for row in PAGES}
    assert sorted(there - listed) == [], "add a line for these to PAGES in tests/permission_table.py"
    assert sorted(listed - there) == [], "these are gone; remove their lines"


def test_every_api_operation_stands_in_the_table():
    there, listed = all_operations(), {str(row) for row in API if row.address not in ("openapi.json", "docs")}
    assert sorted(there - listed) == [], "add a line for these to API in tests/permission_table.py"
    assert sorted(listed - there) == [], "these are gone; remove their lines"


# -- the walk ------------------------------------------------------------------------------------------------------


def address_of(row: Row, world: SimpleNamespace, is_api: bool) -> str:
    args = row.args(world) if row.args else {}
    if is_api:
        return API_ROOT + row.address.format(slug=world.project.slug, **args)
    pattern = dict(all_patterns())[row.address]
    if "slug" in pattern.pattern.converters:
        args = {"slug": world.project.slug} | args
    return reverse(row.address, kwargs=args)


def ask(client: Client, row: Row, path: str, world: SimpleNamespace, is_api: bool):
    data = row.data(world) if callable(row.data) else row.data
    body = row.body(world) if callable(row.body) else row.body
    if body is not None:
        return client.generic(row.method, path, body, content_type=row.content_type)
    if row.method == "GET":
        return client.get(path, data)
    kind = {"content_type": "application/json"} if is_api else {}
    return getattr(client, row.method.lower())(path, data if data is not None else {}, **kind)


def expected(row: Row, answer, is_api: bool) -> object:
    if answer is LET_IN:
        return row.ok
    return 401 if answer == SIGN_IN and is_api else answer


def seen(response) -> object:
    to_sign_in = response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL) + "?")
    return SIGN_IN if to_sign_in else response.status_code


def walk(row: Row, world: SimpleNamespace, client_of, is_api: bool) -> None:
    path = address_of(row, world, is_api)
    answers, wanted = {}, {}
    for role, answer in zip(ROLES, row.who, strict=True):
        person = getattr(world, role, None)
        client = client_of(person) if person else Client()
        with transaction.atomic():  # what one person changes, the next one must not see
            response = ask(client, row, path, world, is_api)
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        answers[role], wanted[role] = seen(response), expected(row, answer, is_api)
    assert answers == wanted


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_each_page_answers_each_person_as_the_table_says(row, world, signed_in):
    walk(row, world, signed_in, is_api=False)


@pytest.mark.parametrize("row", API, ids=str)
def test_each_api_operation_answers_each_person_as_the_table_says(row, world, api_client):
    walk(row, world, api_client, is_api=True)


@pytest.mark.parametrize("name", sorted({row.address for row in PAGES}))
def test_a_method_that_the_table_does_not_list_is_refused(name, world, signed_in):
    rows = [row for row in PAGES if row.address == name]
    path = address_of(rows[0], world, is_api=False)
    client = signed_in(world.lead)
    for method in set(METHODS) - {row.method for row in rows} - {"GET"}:
        assert client.generic(method, path).status_code in (405, 302 if name == "sign-in" else 405), method


@pytest.mark.parametrize(
    "name", sorted({row.address for row in PAGES} - {row.address for row in PAGES if row.method == "GET"})
)
def test_an_address_that_only_takes_forms_leads_to_its_page_when_it_is_reloaded(name, world, signed_in):
    path = address_of(next(row for row in PAGES if row.address == name), world, is_api=False)
    client = signed_in(world.lead)
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert path.startswith(answer.redirect_chain[-1][0])
    assert client.get(path, headers={"HX-Request": "true"}).status_code == 405  # a fragment has no page to go to


def test_the_administration_lets_in_staff_alone(world, signed_in):
    """None of the five is staff; each address of the administration sends all of them to its own sign-in."""
    addresses = []
    for name, pattern in patterns(get_resolver()):
        if name.startswith("admin:") and name not in ("admin:login", "admin:logout"):
            path = re.sub(r"<[^>]+>", "1", str(pattern.pattern)).strip("^$")
            addresses.append(resolve_url("admin:index") + path if "(" not in path else resolve_url("admin:index"))
    clients = [signed_in(getattr(world, role)) for role in ROLES[:-1]] + [Client()]
    for address in sorted(set(addresses)):
        for client in clients:
            response = client.get(address)
            assert response.status_code in (301, 302, 404), address
            assert response.status_code != 302 or "/login/" in response["Location"], address


def test_a_session_does_not_sign_in_to_the_api(world, signed_in):
    assert signed_in(world.lead).get(API_ROOT + "projects").status_code == 401


def test_a_revoked_token_and_a_locked_person_are_turned_away(world, api_client):
    client = api_client(world.lead)
    world.lead.tokens.update(revoked_at=world.project.created_at)
    assert client.get(API_ROOT + "projects").status_code == 401
    client = api_client(world.annotator)
    world.annotator.is_active = False
    world.annotator.save(update_fields=["is_active"])
    assert client.get(API_ROOT + "projects").status_code == 401


def test_a_site_admin_acts_as_lead_everywhere(world, admin, signed_in, api_client):
    assert signed_in(admin).get(reverse("generation:project-settings", args=["reviews"])).status_code == 200
    assert api_client(admin).get(API_ROOT + "projects/reviews").json()["my_role"] == "lead"
