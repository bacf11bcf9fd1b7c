"""No address falls over a NUL or half a character, wherever in a request it stands, and no database ever holds one.

Walks the operations of tests/permission_table.py. What passes when nothing falls over runs on both databases, for
SQLite would keep what PostgreSQL refuses; what the door must have refused in so many words tells as much on one.
"""

# ruff: noqa: F811 - fixtures

import json

import pytest
from django.db import DataError, transaction
from django.urls import reverse

from generation.models import Codebook, Run
from tests.permission_table import API, PAGES
from tests.test_permissions import address_of
from tests.worlds import built, codebook, db, lead, project, stranger, world  # noqa: F401 - fixtures

RUNS = "/api/v1/projects/reviews/runs"
NUL, HALF = "a\x00b", "\ud800"
TAKING = [row for row in API if row.method == "POST" and isinstance(row.data, dict)]
FORMS = [row for row in PAGES if row.method == "POST"]


@pytest.fixture
def api(api_client, lead, codebook):
    return api_client(lead)


def post(client, path: str, body: object, **headers):
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def fields(response) -> list[str]:
    assert response.status_code == 422, response.content
    return [error["field"] for error in response.json()["errors"]]


# -- the API -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", TAKING, ids=str)
def test_each_operation_names_the_field_with_a_nul(row, world, api):
    path = address_of(row, world, is_api=True)
    for name, value in row.data.items():
        hostile = [value, NUL] if isinstance(value, list) else {"in": NUL} if isinstance(value, dict) else NUL
        [field] = fields(post(api, path, row.data | {name: hostile}))
        assert field.split(".")[0] == name


@pytest.mark.parametrize("row", TAKING, ids=str)
@pytest.mark.parametrize("hostile", [{"a": HALF}, {HALF: 1}, {"a": [{"b": "\udfff"}]}])
def test_each_operation_says_where_half_a_character_stands(row, hostile, world, api):
    response = post(api, address_of(row, world, is_api=True), row.data | hostile)
    assert response.status_code == 400
    assert "surrogate" in response.json()["detail"]
    assert "column" in response.json()["detail"]


def test_a_name_with_a_nul_is_named_without_it(api):
    assert fields(post(api, RUNS, {"recipe": "simprompt", "count": 2, "params": {NUL: 1}})) == ["params.ab"]


def test_what_json_does_not_have_is_refused(api):
    answer = api.post(RUNS, '{"recipe": "simprompt", "count": NaN}', content_type="application/json")
    assert answer.status_code == 400
    assert "line 1 column" in answer.json()["detail"]


@pytest.mark.scaled
def test_a_byte_order_mark_before_the_body_is_no_part_of_it(api):
    body = b"\xef\xbb\xbf" + json.dumps({"recipe": "simprompt", "count": 2}).encode()
    assert api.post(RUNS, body, content_type="application/json").status_code == 202


@pytest.mark.scaled
def test_a_query_an_address_and_a_header_are_looked_at_too(api):
    assert fields(api.get(RUNS, {"cursor": NUL})) == ["query.cursor"]
    assert fields(api.get("/api/v1/projects/reviews/recipes/a%00b/document")) == ["path"]
    run = {"recipe": "simprompt", "count": 2}
    assert fields(post(api, RUNS, run, **{"Idempotency-Key": NUL})) == ["headers.Idempotency-Key"]
    assert not Run.objects.exists()


@pytest.mark.scaled
def test_a_codebook_that_was_refused_leaves_the_others_readable(api, signed_in, lead):
    spec = {"purpose": "p", "fields": [{"name": "text", "type": "text", "title": HALF}]}
    spec["questions"] = [{"name": "q", "type": "label", "labels": [{"name": "a"}, {"name": "b"}]}]
    assert post(api, "/api/v1/projects/reviews/codebooks", spec).status_code == 400
    assert Codebook.objects.count() == 1
    assert api.get("/api/v1/projects/reviews/codebooks").status_code == 200
    assert signed_in(lead).get(reverse("generation:codebook-edit", args=["reviews"])).status_code == 200


def refuse(**_given):
    raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")


def test_what_only_the_database_refuses_is_the_senders_fault_and_told_without_its_words(api, monkeypatch):
    monkeypatch.setattr("generation.runs.api.start_named", refuse)
    answer = post(api, RUNS, {"recipe": "simprompt", "count": 2})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.json()["detail"]
    assert "PostgreSQL" not in answer.content.decode()


# -- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.scaled
@pytest.mark.parametrize("row", FORMS, ids=str)
def test_no_form_falls_over_a_nul(row, world, signed_in):
    path = address_of(row, world, is_api=False)
    sent = row.data(world) if callable(row.data) else row.data or {}
    for name in (*sent, "something_else"):
        with transaction.atomic():
            assert signed_in(world.lead).post(path, sent | {name: NUL}).status_code < 500
            transaction.set_rollback(True)


@pytest.mark.scaled
def test_an_address_with_a_nul_is_no_request_of_ours(client, project):
    for address in ("/projects/%00/", "/sign-in/?next=%00"):
        answer = client.get(address)
        assert answer.status_code == 400
        assert "That request was not understood" in answer.content.decode()


def test_what_only_the_database_refuses_of_a_page_is_no_fault_of_ours(signed_in, lead, stranger, codebook, monkeypatch):
    monkeypatch.setattr("generation.projects.views.members.add_member", refuse)
    address = reverse("generation:member-create", args=["reviews"])
    answer = signed_in(lead).post(address, {"username": "stan", "role": "viewer"})
    assert answer.status_code == 400
