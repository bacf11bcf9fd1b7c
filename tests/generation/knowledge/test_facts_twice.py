"""A fact that is told twice, more and less surely, is one: the surest holds, and the lead is told."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.knowledge import actions
from generation.knowledge.reading import said_by
from generation.methods.values.graph import from_rows
from generation.models import Knowledge

HEAD = "subject,relation,object,confidence,valid_from,type\n"


@pytest.fixture
def bring(client, lead, project):
    client.force_login(lead)
    url = reverse("generation:knowledge-list", args=[project.slug])

    def send(*lines: str) -> str:
        text = HEAD + "\n".join(lines) + "\n"
        return client.post(
            url, {"file": SimpleUploadedFile("f.csv", text.encode()), "kind": "triples"}, follow=True
        ).text

    return send


def stored() -> list[tuple]:
    rows = [row for kept in Knowledge.objects.order_by("pk") for row in kept.rows]
    return [(row["subject"], row["object"], row.get("confidence", ""), row.get("valid_from", "")) for row in rows]


def test_of_one_file_the_surest_is_kept(bring):
    page = bring("Ada,born in,London,0.5,,", "Ada,born in,London,0.9,,", "ada,Born  In,london,0.7,,")
    assert "Left out 2 rows that were there already." in page
    assert stored() == [("Ada", "London", "0.9", "")]


def test_one_that_names_no_confidence_is_sure(bring):
    bring("Ada,born in,London,,,", "Ada,born in,London,0.9,,")
    assert stored() == [("Ada", "London", "", "")]


def test_a_later_file_that_is_less_sure_or_as_sure_brings_nothing_new(bring):
    bring("Ada,born in,London,0.9,,")
    assert "Nothing in it is new" in bring("Ada,born in,London,0.5,,")
    assert "Nothing in it is new" in bring("Ada,born in,London,0.9,,")


def test_a_later_file_that_is_surer_holds_and_says_so(bring):
    bring("Ada,born in,London,0.5,,")
    page = bring("Ada,born in,London,0.9,,", "Ada,wrote,Notes,0.5,,")
    assert "1 fact was there already, less sure: the surer one holds." in page
    assert "Left out 1" not in page
    [fact] = from_rows([row for kept in Knowledge.objects.order_by("pk") for row in kept.rows]).by_relation["born in"]
    assert fact.confidence == 0.9


def test_by_api_and_command_line_it_is_told_too(bring, api_client, lead, project, tmp_path):
    bring("Ada,born in,London,0.5,,", "Ada,wrote,Notes,0.5,,")
    file = SimpleUploadedFile("b.csv", f"{HEAD}Ada,born in,London,0.6,,\n".encode())
    answer = api_client(lead).post(f"/api/v1/projects/{project.slug}/knowledge", {"file": file})
    assert (answer.json()["count"], answer.json()["duplicates"], answer.json()["surer"]) == (1, 0, 1)
    path, out = tmp_path / "c.csv", StringIO()
    path.write_text(f"{HEAD}Ada,wrote,Notes,0.9,,\nAda,born in,London,0.1,,\n")
    call_command("import_knowledge", project.slug, str(path), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["rows"], told["duplicates"], told["surer"]) == (1, 1, 1)


def test_what_holds_since_another_day_or_tells_more_of_an_end_is_another_fact(bring):
    bring("Ada,lives in,London,0.5,1840-01-01,", "Ada,lives in,London,0.9,1850-01-01,", "Ada,lives in,London,,,person")
    assert [since for *_said, since in stored()] == ["1840-01-01", "1850-01-01", ""]


def test_a_value_is_not_the_entity_of_that_name():
    fact = {"subject": "Ada", "relation": "called", "object": "Countess"}
    assert said_by("triples", fact) != said_by("triples", fact | {"object_type": "literal"})


def test_what_is_there_is_read_before_the_project_is_locked(bring, monkeypatch):
    bring("Ada,born in,London,0.5,,")
    locked, lock = [], actions.lock_project
    monkeypatch.setattr(actions, "lock_project", lambda pk: (locked.append(len(connection.queries)), lock(pk)))
    with CaptureQueriesContext(connection) as seen:
        bring("Ada,wrote,Notes,0.5,,")
    table = Knowledge._meta.db_table
    reads = [i for i, one in enumerate(seen) if f'"{table}"."rows"' in one["sql"] and one["sql"].startswith("SELECT")]
    assert len(reads) == 1
    assert reads[0] < len(seen) - (len(connection.queries) - locked[0])


def test_a_file_that_came_meanwhile_counts_and_one_set_aside_meanwhile_does_not(bring, project, monkeypatch):
    bring("Ada,born in,London,0.5,,")
    fact = {"subject": "Ada", "relation": "wrote", "object": "Notes"}
    lock = actions.lock_project

    def meanwhile(pk: int) -> None:
        monkeypatch.setattr(actions, "lock_project", lock)
        Knowledge.objects.update(used=False)
        Knowledge.objects.create(project=project, kind="triples", name="x", rows=[fact], count=1)
        lock(pk)

    monkeypatch.setattr(actions, "lock_project", meanwhile)
    page = bring("Ada,born in,London,0.5,,", "Ada,wrote,Notes,,,")
    assert "1 row of “f.csv” is in." in page
    assert "Left out 1 row that was there already." in page
