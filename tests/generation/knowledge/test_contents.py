"""A file's page: its passages or facts, each with the way to all samples that were made from it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.knowledge import contents
from generation.models import Ingredient, Knowledge, Project
from generation.runs.actions.ingredients import note
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

TIDES = {"title": "Tides", "text": "The moon pulls the sea.\n\nEbb follows flood.", "source": "a"}
NEAPS = {"title": "", "text": "Neaps are weak.", "source": "b"}


@pytest.fixture
def file(project, codebook):
    def make(kind: str, rows: list) -> Knowledge:
        return Knowledge.objects.create(project=project, kind=kind, name="notes.jsonl", rows=rows, count=len(rows))

    return make


@pytest.fixture
def read(signed_in, lead):
    def look(file: Knowledge, query: str = "") -> str:
        return signed_in(lead).get(reverse("generation:knowledge-detail", args=["reviews", file.pk]) + query).text

    return look


def made_from(html: str) -> list[str]:
    return re.findall(r"made_from=([^\"]+)", html)


def test_passages_and_documents_lead_to_their_samples_where_there_are_some(file, read, project):
    kept = file("documents", [TIDES, NEAPS])
    note(project.pk, {add_samples(project, 1)[0].pk: {f"passage:{kept.pk}/1/2", f"document:{kept.pk}/1"}})
    html = read(kept)
    assert all(text in html for text in ("Tides", "The moon pulls the sea.", "Ebb follows flood.", "Neaps are weak."))
    assert made_from(html) == [f"file:{kept.pk}", f"document%3A{kept.pk}%2F1", f"passage%3A{kept.pk}%2F1%2F2"]
    assert html.count("No sample was made from it.") == 2


def test_facts_lead_to_theirs_also_when_their_file_is_set_aside(file, read, project):
    kept = file("triples", [{"subject": "Ada", "relation": "born in", "object": "London"}])
    note(project.pk, {add_samples(project, 1)[0].pk: {f"fact:{kept.pk}/1"}})
    Knowledge.objects.update(used=False)
    html = read(kept)
    assert "Ada | born in | London" in html
    assert "It is set aside" in html
    assert made_from(html) == [f"file:{kept.pk}", f"fact%3A{kept.pk}%2F1"]


@pytest.mark.parametrize("kind", ["documents", "triples"])
def test_pages_follow_each_other_and_nothing_stands_twice(kind, file, read, monkeypatch):
    monkeypatch.setattr(contents, "ON_A_PAGE", 4)
    if kind == "documents":
        rows = [{"text": f"one {i}.\n\ntwo {i}.\n\nthree {i}."} for i in range(4)]
    else:
        rows = [{"subject": f"s{i}", "relation": "r", "object": "o"} for i in range(12)]
    kept, seen, query = file(kind, rows), [], ""
    while query is not None:
        html = read(kept, query)
        seen += re.findall(r'class="verbatim" dir="auto">([^<]+)', html)
        following = re.search(r'rel="next" href="(\?[^"]+)"', html)
        query = following[1] if following else None
    assert len(seen) == len(set(seen)) == 12


@pytest.mark.parametrize("begin", ["x", "9.9", "-1.2", "1", "0.0", "²." + "1" * 30])
def test_an_address_that_was_edited_shows_a_page(begin, file, read):
    assert "notes.jsonl" in read(file("documents", [TIDES]), f"?from={begin}")


def test_a_page_asks_as_much_however_many_samples_and_rows_there_are(file, read, project):
    def asked(kept: Knowledge) -> int:
        with CaptureQueriesContext(connection) as queries:
            read(kept)
        return len(queries)

    few = asked(file("documents", [TIDES]))
    kept = file("documents", [{"text": f"Text {i}."} for i in range(300)])
    note(project.pk, {one.pk: {f"passage:{kept.pk}/{i}/1" for i in range(1, 60)} for one in add_samples(project, 30)})
    assert Ingredient.objects.count() == 59
    assert asked(kept) == few


def test_another_projects_file_is_not_found(signed_in, lead, project):
    other = Project.objects.create(slug="other", name="Other", created_by=lead)
    kept = Knowledge.objects.create(project=other, kind="documents", name="a", rows=[TIDES], count=1)
    assert signed_in(lead).get(f"/projects/reviews/knowledge/{kept.pk}/").status_code == 404
