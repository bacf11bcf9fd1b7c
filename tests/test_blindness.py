"""Walks every page and every API operation as an annotator, in a project where all items may still be asked of them.

No answer may hold the text of a row and what was said of one. Numbers about labels are fine, and so is the text.
A new address is walked as soon as it stands in tests/permission_table.py, which tests/test_permissions.py sees to.
"""

# ruff: noqa: F811 - fixtures

import re
from copy import deepcopy
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from annotation.curation import selection
from annotation.models import Assignment, ReviewPolicy, Stream
from annotation.queue.actions.answer import submit
from annotation.review.actions import items_at_hand
from generation.children import carry_out_open_jobs
from tests.blind_world import (
    LABEL,
    MADE_FROM,
    PROBABILITY,
    SIGNAL,
    TEXT,
    both_versions,
    mark,
    open_audit,
    relabelled_versions,
)
from tests.permission_table import API, MEMBERS, PAGES, TOLD, Row
from tests.test_permissions import address_of, ask
from tests.worlds import db, reviews, undone  # noqa: F401 - fixture

CELL = {"codebook": 1, "question": "sentiment", "left": "import", "row": LABEL, "column": LABEL}
MACHINES = CELL | {"right": "student"}
BOTH = {"codebook": 1, "question": "sentiment", "left": "import", "one": LABEL, "other": "negative"}
#: Addresses that tell more when asked like this.
MORE_PAGES = [
    Row("annotation:compare-items", "GET", TOLD, data=CELL),
    Row("annotation:compare-items", "GET", TOLD, data=MACHINES),
    Row("annotation:compare-items", "GET", TOLD, data=BOTH),
    Row("annotation:version-diff", "GET", TOLD, args=relabelled_versions, data={"from": 1}),
    Row("annotation:sample-list", "GET", MEMBERS, data={"order": "-suspicion"}),
    Row("annotation:sample-list", "GET", MEMBERS, data={"label": "negative", "label_source": "machine"}),
    Row("annotation:sample-list", "GET", MEMBERS, data={"made_from": MADE_FROM}),
    Row("annotation:sample-list", "GET", MEMBERS, data={"run": 1}),
]
MORE_API = [
    Row("projects/{slug}/compare/items", "GET", TOLD, data=CELL),
    Row("projects/{slug}/compare/items", "GET", TOLD, data=MACHINES),
    Row("projects/{slug}/compare/items", "GET", TOLD, data=BOTH),
    Row("projects/{slug}/versions/{number}/diff/{other}", "GET", TOLD, args=both_versions),
    Row("projects/{slug}/samples", "GET", MEMBERS, data={"order": "-suspicion"}),
    Row("projects/{slug}/samples", "GET", MEMBERS, data={"label": LABEL}),
    Row("projects/{slug}/samples", "GET", MEMBERS, data={"source": "import", "limit": 1}),
    Row("projects/{slug}/samples", "GET", MEMBERS, data={"label": "negative"}),
    Row("projects/{slug}/samples", "GET", MEMBERS, data={"made_from": MADE_FROM}),
    Row("projects/{slug}/samples", "GET", MEMBERS, data={"run": 1}),
]
#: A list that is shorter for what was said of its rows tells it without a word.
LISTS = {"annotation:sample-list": 'class="sample-link"', "projects/{slug}/samples": '"external_id"'}
NARROWED = [
    row
    for row in (*MORE_PAGES, *MORE_API)
    if row.address in LISTS and row.data.get("label") != LABEL and "order" not in row.data
]
PAGE_WALK = [*PAGES, *MORE_PAGES]
API_WALK = [*API, *MORE_API]

#: Where the rows with their labels are: whoever may see them does.
SHOWN = {
    "GET annotation:sample-list", "GET annotation:sample-detail", "GET annotation:compare-items",
    "GET annotation:version-diff", "GET annotation:version-export", "GET generation:run-detail",
    "GET generation:run-panel", "GET projects/{slug}/compare/items", "GET projects/{slug}/samples",
    "GET projects/{slug}/samples/{sample_id}",
    "GET projects/{slug}/versions/{number}/diff/{other}", "GET projects/{slug}/versions/{number}/export",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> SimpleNamespace:
    with undone(django_db_blocker):
        world = reviews()
        ReviewPolicy.objects.create(project=world.project, overlap_share=0.0)
        open_audit(world)
        yield world


@pytest.fixture
def world(built, db, monkeypatch) -> SimpleNamespace:
    # A slow job renews its lease from a thread of its own, which cannot write while the test's transaction is open.
    monkeypatch.setattr("generation.jobs.RENEW_EVERY_S", 3600)
    # Pages that name the codebook's labels must not hold this world's: no codebook has them, yet versions keep them.
    reason = selection._reason
    monkeypatch.setattr(
        selection, "_reason", lambda filters, label, known, *rest: reason(filters, label, {label}, *rest)
    )
    return deepcopy(built)


def told(response) -> set[str]:
    """What a response says of rows that it shows."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = {word for word in (LABEL, str(PROBABILITY), str(SIGNAL)) if word.encode() in body}
    return said if TEXT.encode() in body else set()


def told_by(client: Client, row: Row, world: SimpleNamespace, is_api: bool) -> set[str]:
    """What an address tells as a page, as a fragment, and again when the worker has done what it asked for."""
    path = address_of(row, world, is_api)
    mark(world)
    found = told(ask(client, row, path, world, is_api))
    if row.method == "GET":
        again = carry_out_open_jobs() and told(ask(client, row, path, world, is_api))
        found |= (again or set()) | told(client.get(path, row.data, headers={"HX-Request": "true"}))
    return found


@pytest.mark.parametrize("row", PAGE_WALK, ids=str)
def test_no_page_tells_an_annotator_what_was_said_of_an_item(row, world, signed_in):
    assert told_by(signed_in(world.annotator), row, world, is_api=False) == set()


@pytest.mark.parametrize("row", API_WALK, ids=str)
def test_no_token_of_an_annotator_is_told_what_was_said_of_an_item(row, world, api_client):
    assert told_by(api_client(world.annotator), row, world, is_api=True) == set()


@pytest.mark.parametrize("row", NARROWED, ids=lambda row: f"{row} {row.data}")
def test_no_list_is_narrowed_for_an_annotator_by_what_was_said_of_its_rows(row, world, signed_in, api_client):
    is_api = row in MORE_API
    client_of, path = api_client if is_api else signed_in, address_of(row, world, is_api)

    def rows(person, data) -> int | str:
        response = client_of(person).get(path, data)
        return "refused" if response.status_code == 403 else response.content.decode().count(LISTS[row.address])

    all_rows = rows(world.viewer, {})
    assert rows(world.viewer, row.data) < all_rows
    assert rows(world.annotator, {}) == all_rows
    assert rows(world.annotator, row.data) in ("refused", all_rows)


def test_no_address_names_the_stream_of_an_answer_that_can_still_be_taken_back(world, api_client):
    held = Assignment.objects.get(user=world.annotator, stream=Stream.AUDIT, state=Assignment.State.HELD)
    sample = submit(assignment=held, answers={"sentiment": "negative"}).item.sample_id

    def streams(person) -> set[bytes]:
        client = api_client(person)
        paths = [f"/api/v1/projects/{world.project.slug}/samples/{sample}"]
        paths += [address_of(row, world, is_api=True) for row in API_WALK if row.method == "GET" and not row.args]
        bodies = [client.get(path) for path in paths]
        return {
            name for body in bodies if not body.streaming for name in re.findall(rb'"stream": ?"(\w+)"', body.content)
        }

    assert b"audit" in streams(world.viewer)
    assert streams(world.annotator) <= {b"review"}


@pytest.mark.parametrize("address", sorted(SHOWN))
def test_the_walk_would_notice(address, world, signed_in, api_client):
    """A viewer sees there what an annotator must not."""
    rows = [(row, False) for row in PAGE_WALK] + [(row, True) for row in API_WALK]
    asked = [(row, is_api) for row, is_api in rows if str(row) == address]
    clients = {False: signed_in(world.viewer), True: api_client(world.viewer)}
    assert any(LABEL in told_by(clients[is_api], row, world, is_api) for row, is_api in asked)


def test_the_room_does_not_tell_it_either(world, signed_in):
    """What an annotator sends from there: an answer, an answer taken back, a skip, a flag."""
    client, slug = signed_in(world.annotator), world.project.slug

    def post(name: str, *args, **data) -> set[str]:
        return told(
            client.post(reverse(f"annotation:{name}", args=[slug, *args]), data, headers={"HX-Request": "true"})
        )

    def held() -> Assignment:
        return items_at_hand(project=world.project, user=world.annotator)[0]

    lease = held().lease
    assert post("review-answer", lease) == set()  # without a label: the card comes back
    assert post("review-answer", lease, **{f"{lease}-q-sentiment": "negative", "q-sentiment": "negative"}) == set()
    given = world.annotator.annotations.latest("pk")
    assert given.label == "negative"
    assert post("review-undo", given.pk) == set()
    assert post("review-skip", held().lease) == set()
    assert post("review-flag", held().lease) == set()
