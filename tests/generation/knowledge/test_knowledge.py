"""Documents and facts come in by page, command line and API, and are nowhere among the samples."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint
from generation.knowledge import actions, reading
from generation.knowledge.frames import frozen_knowledge
from generation.methods.values.graph import from_rows
from generation.models import Knowledge, Sample
from generation.runs.frames.context import context, frozen_support
from generation.runs.frames.items import unlabelled

FACTS = "subject,relation,object,type,confidence\nAda Lovelace,born in,London,person,0.9\n,born in,Paris,,\n"
NT = '<urn:x:ada> <urn:x:bornIn> <urn:x:london> .\n<urn:x:ada> <urn:x:birthYear> "1815" .\n'


@pytest.fixture
def url(project):
    return reverse("generation:knowledge-list", args=[project.slug])


def file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_table_of_facts_comes_in_and_says_what_it_left_out(client, lead, project, url):
    client.force_login(lead)
    page = client.post(url, {"file": file("facts.csv", FACTS), "kind": "triples"}, follow=True).content.decode()
    assert "1 row of “facts.csv” is in." in page
    assert "Line 3: A fact has a subject, a relation and an object." in page
    graph = from_rows(Knowledge.objects.get().rows)
    [fact] = graph.facts.values()
    assert (graph.shown(fact.subject), fact.relation, graph.shown(fact.object)) == ("Ada Lovelace", "born in", "London")
    assert fact.confidence == 0.9
    assert graph.entities[fact.subject].types == ("person",)


def test_n_triples_become_the_same_rows(client, lead, project, url):
    client.force_login(lead)
    client.post(url, {"file": file("facts.nt", NT), "kind": "documents"})  # the name tells better
    kept = Knowledge.objects.get()
    assert kept.kind == "triples"
    assert [(r["subject"], r["relation"], r["object"]) for r in kept.rows] == [
        ("ada", "born in", "london"), ("ada", "birth year", "1815"),
    ]  # fmt: skip
    assert kept.rows[1]["object_type"] == "literal"


@pytest.mark.parametrize(
    ("name", "text", "kind", "said"),
    [
        ("a.nt", "no triples", "triples", "line 1 is not N-Triples"),
        ("a.csv", "subject,object\na,b\n", "triples", "Not one row could be used."),
        ("a.csv", "title\nb\n", "documents", "There is no column “text”"),
        ("a.csv", "subject,relation,object\na,b,c\n", "documents", "It has the columns of facts: choose “Facts”."),
        ("a.csv", "text\na\n", "triples", "It has the columns of documents: choose “Documents”."),
        ("a.pdf", "x", "documents", "must end in one of .txt"),
        ("a.txt", " ", "documents", "Not one row could be used."),
        ("a.txt", "one \x00 two", "documents", "The file holds a NUL character: it is no text."),
        ("a.jsonl", '{"text": "a \\u0000 b"}\n', "documents", "Line 1: The field “text” holds a NUL character."),
        ("a.csv", "text\na \x00 b\n", "documents", "NUL"),
        ("a.nt", '<urn:x:a> <urn:x:b> "c\\u0000d" .\n', "triples", "line 1: it holds a NUL character"),
        ("a.nt", '<urn:x:a> <urn:x:b> "c\x00d" .\n', "triples", "line 1: it holds a NUL character"),
        ("a.nt", '<urn:x:a\\u0000> <urn:x:b> "c" .\n', "triples", "line 1: it holds a NUL character"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(client, lead, url, name, text, kind, said):
    client.force_login(lead)
    page = client.post(url, {"file": file(name, text), "kind": kind}).content.decode()
    assert said in page
    assert not Knowledge.objects.exists()


def test_a_row_with_a_nul_is_left_out_and_the_others_are_kept(project, tmp_path):
    path = tmp_path / "notes.jsonl"
    path.write_text('{"text": "The moon pulls the sea."}\n{"text": "Ebb.", "title": "a\\u0000"}\n{"text": "Flood."}\n')
    out = StringIO()
    call_command("import_knowledge", project.slug, str(path), "--kind", "documents", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["rows"], told["rejected"]) == (2, 1)
    assert told["reasons"] == ["Line 2: The field “title” holds a NUL character."]


@pytest.mark.parametrize(("name", "text"), [("facts.csv", FACTS), ("facts.nt", NT)])
def test_more_rows_than_a_file_may_have_are_refused_and_none_is_dropped_unsaid(
    client, lead, url, monkeypatch, name, text
):
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    client.force_login(lead)
    more = text + ("b,born in,c,,\n" if name.endswith("csv") else "")
    page = client.post(url, {"file": file(name, more), "kind": "triples"}).content.decode()
    assert "A file has at most 1 rows." in page
    assert not Knowledge.objects.exists()
    first = "".join(text.splitlines(keepends=True)[: 2 if name.endswith("csv") else 1])
    client.post(url, {"file": file(name, first), "kind": "triples"})
    assert Knowledge.objects.get().count == 1


def test_documents_are_no_samples_and_runs_freeze_which_there_were(project, codebook, tmp_path):
    path = tmp_path / "notes.jsonl"
    path.write_text('{"title": "Tides", "text": "The moon pulls the sea."}\n{"text": "Ebb follows flood."}\n')
    out = StringIO()
    call_command("import_knowledge", project.slug, str(path), "--kind", "documents", "--json", stdout=out)
    assert json.loads(out.getvalue())["rows"] == 2
    assert not Sample.objects.exists()
    assert not unlabelled(project).exists()
    frozen = frozen_support(project)
    Knowledge.objects.update(used=False)
    assert frozen_knowledge(project)["documents"] == []
    known = context(codebook, {}, 1, None, frozen)
    assert len(known.documents) == 2
    assert known.documents[0] == {"title": "Tides", "text": "The moon pulls the sea.", "source": ""}


def test_the_command_line_says_what_is_wrong(project, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,born\na,b\n")
    with pytest.raises(CommandError, match="documents or facts"):
        call_command("import_knowledge", project.slug, str(path))


@pytest.mark.parametrize("told", [("--kind", "facts"), ()])
def test_facts_are_told_by_that_name_or_by_their_columns(project, tmp_path, told):
    path = tmp_path / "known.csv"
    path.write_text(FACTS, encoding="utf-8")
    call_command("import_knowledge", project.slug, str(path), *told)
    assert Knowledge.objects.get(project=project).kind == "triples"


def test_a_table_with_a_text_is_taken_for_documents(project, tmp_path):
    path = tmp_path / "known.csv"
    path.write_text("title,text\nOne,Some words.\n", encoding="utf-8")
    call_command("import_knowledge", project.slug, str(path))
    assert Knowledge.objects.get(project=project).kind == "documents"


def test_the_page_tells_facts_by_their_columns_too(client, lead, url):
    client.force_login(lead)
    assert client.get(url).context["form"]["kind"].value() in ("", None)
    client.post(url, {"file": file("known.csv", FACTS), "kind": ""})
    assert Knowledge.objects.get().kind == "triples"


TIDES = '{"title": "Tides", "text": "The moon pulls."}\n{"text": "Ebb."}\n{"title": "So", "text": "The  moon pulls."}\n'


def test_a_document_is_there_once_whatever_its_file_and_title(client, lead, url):
    client.force_login(lead)
    page = client.post(url, {"file": file("a.jsonl", TIDES), "kind": ""}, follow=True)
    assert "Left out 1 row that was there already." in page.text
    page = client.post(url, {"file": file("b.jsonl", TIDES + '{"text": "Flood."}\n'), "kind": ""}, follow=True)
    assert "Left out 3 rows that were there already." in page.text
    texts = [row["text"] for kept in Knowledge.objects.order_by("pk") for row in kept.rows]
    assert texts == ["The moon pulls.", "Ebb.", "Flood."]
    assert [kept.count for kept in Knowledge.objects.order_by("pk")] == [2, 1]


def test_a_file_that_brings_nothing_new_is_refused_until_the_first_is_set_aside(client, lead, url):
    client.force_login(lead)
    client.post(url, {"file": file("a.nt", NT)})
    page = client.post(url, {"file": file("b.nt", NT)})
    assert "Nothing in it is new: all of it is there already." in page.text
    Knowledge.objects.update(used=False)
    client.post(url, {"file": file("b.nt", NT)})
    assert Knowledge.objects.get(used=True).count == 2


def test_by_api_and_command_line_it_is_told_too(api_client, lead, project, tmp_path):
    answer = api_client(lead).post(f"/api/v1/projects/{project.slug}/knowledge", {"file": file("a.jsonl", TIDES)})
    assert (answer.json()["count"], answer.json()["duplicates"]) == (2, 1)
    path = tmp_path / "b.jsonl"
    path.write_text(TIDES + '{"text": "Flood."}\n')
    out = StringIO()
    call_command("import_knowledge", project.slug, str(path), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["rows"], told["duplicates"]) == (1, 3)


def test_by_api_facts_have_that_name_too(api_client, lead, project):
    path = f"/api/v1/projects/{project.slug}/knowledge"
    answer = api_client(lead).post(path, {"file": file("facts.csv", FACTS), "kind": "facts"})
    assert (answer.status_code, answer.json()["kind"]) == (201, "triples")


def test_by_api_in_and_out(api_client, lead, project):
    client = api_client(lead)
    path = f"/api/v1/projects/{project.slug}/knowledge"
    answer = client.post(path, {"file": file("facts.csv", FACTS), "kind": "triples"})
    assert answer.status_code == 201
    assert answer.json()["rejected"] == 1
    assert [one["name"] for one in client.get(path).json()["items"]] == ["facts.csv"]
    assert client.delete(f"{path}/{answer.json()['id']}").status_code == 204
    assert client.get(path).json() == {"items": [], "next": None}


def test_by_api_they_come_page_by_page_like_every_list(api_client, lead, project):
    for number in range(3):
        many(project, number + 1)
    path, seen, cursor = f"/api/v1/projects/{project.slug}/knowledge", [], ""
    while cursor is not None:
        answer = api_client(lead).get(path, {"limit": 2, "cursor": cursor}).json()
        seen.append([one["count"] for one in answer["items"]])
        cursor = answer["next"]
    assert seen == [[3, 2], [1]]
    assert [one["count"] for one in api_client(lead).get(path, {"order": "id"}).json()["items"]] == [1, 2, 3]


def test_a_file_that_is_set_aside_is_not_listed(client, lead, project, url):
    client.force_login(lead)
    client.post(url, {"file": file("a.txt", "Text."), "kind": "documents"})
    pk = Knowledge.objects.get().pk
    client.post(reverse("generation:knowledge-delete", args=[project.slug, pk]))
    assert "a.txt" not in client.get(url).content.decode().split("toast")[0].split("In use")[-1]
    assert Knowledge.objects.get().used is False


def many(project, rows: int, kind: str = "documents", words: int = 1) -> Knowledge:
    made = [{"title": f"t{i}", "text": f"World goal {i} " * words, "source": "s"} for i in range(rows)]
    return Knowledge.objects.create(project=project, kind=kind, name="x", rows=made, count=rows)


@pytest.mark.scaled
def test_a_page_looks_at_the_first_rows_alone(project, codebook, django_assert_max_num_queries):
    for _ in range(3):
        many(project, 200)
    known = context(codebook, {}, 1, None, frozen_support(project))
    with django_assert_max_num_queries(1) as asked:
        assert len(known.documents) == 300
    assert '"rows"' not in asked.captured_queries[0]["sql"]
    assert [one["title"] for one in known.documents[198:202]] == ["t198", "t199", "t0", "t1"]
    assert known.documents.partial


@pytest.mark.scaled
def test_of_long_documents_it_looks_at_the_first_characters(project, codebook):
    many(project, 3, words=10_000)
    known = context(codebook, {}, 1, None, frozen_support(project))
    assert sum(len(value) for one in known.documents for value in one.values()) == 200_000
    assert known.documents.partial


def test_a_few_rows_are_all_there(project, codebook):
    many(project, 2)
    known = context(codebook, {}, 1, None, frozen_support(project))
    assert len(known.documents) == 2
    assert not known.documents.partial
    assert not known.triples.partial


@pytest.mark.scaled
@pytest.mark.parametrize("bound", [{"MOST_ROWS": 4}, {"MOST_BYTES": 60}])
def test_a_project_s_files_are_bounded_together(client, lead, project, url, monkeypatch, bound):
    for name, value in bound.items():
        monkeypatch.setattr(actions, name, value)
    client.force_login(lead)
    first, second, third = (f"text\n{i}alpha beta gamma\n{i}eta gamma alpha\n" for i in "abc")  # 2 rows, 32 bytes
    client.post(url, {"file": file("a.csv", first), "kind": "documents"})
    client.post(url, {"file": file("b.csv", second), "kind": "documents"})
    more = client.post(url, {"file": file("c.csv", third), "kind": "documents"}).content.decode()
    assert "of a project have at most" in more
    assert "Set aside a file that is no longer needed" in more
    kept = Knowledge.objects.count()
    assert kept == (2 if "MOST_ROWS" in bound else 1)
    client.post(reverse("generation:knowledge-delete", args=[project.slug, Knowledge.objects.first().pk]))
    client.post(url, {"file": file("c.csv", third), "kind": "documents"})
    assert Knowledge.objects.filter(used=True).count() == kept


@pytest.mark.parametrize(("rows", "told"), [(200, False), (400, True)])
def test_a_recipe_s_page_says_where_it_looked_at_a_part_alone(client, lead, project, codebook, rows, told):
    simulated_endpoint(project)
    many(project, rows)
    client.force_login(lead)
    page = client.get(reverse("generation:recipe-detail", args=[project.slug, "retrieval-grounded"])).content.decode()
    assert ("There is more to write from than this page looks at" in page) is told
    simple = client.get(reverse("generation:recipe-detail", args=[project.slug, "simprompt"])).content.decode()
    assert "There is more to write from" not in simple
