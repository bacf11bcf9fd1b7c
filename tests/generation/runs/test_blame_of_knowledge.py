"""A bad passage, document or fact leads by one indexed query to every sample that was made from it."""

from urllib.parse import quote

import pytest

from generation.methods.values.origins import document_of, file_of
from generation.models import Ingredient, Knowledge, Run, RunState, Sample
from generation.runs.actions import rounds
from generation.runs.actions.ingredients import names_of
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on
from generation.runs.prepared import prepared

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]

REVIEWS = [
    {
        "title": f"{what} film",
        "text": f"Critics called it {what}, number {i}.\n\nA {what} film.",
        "source": f"paper {i}",
    }
    for i in range(6)
    for what in ("positive", "negative")
]
MADE_BY = [{"subject": f"Film {i}", "relation": "made by", "object": f"Maker {i % 3}"} for i in range(12)]


@pytest.fixture
def file(project):
    def make(kind: str, rows: list) -> Knowledge:
        return Knowledge.objects.create(project=project, kind=kind, name=f"{kind}.jsonl", rows=rows, count=len(rows))

    return make


@pytest.fixture
def finished(start, endpoint_at, simulated, monkeypatch):
    """A run that is done. Its rounds are prepared here: a child process would not see the tests' database."""
    monkeypatch.setattr(rounds, "_in_child", lambda run, _work: rounds.prepare_here(run, prepared(run)))

    def make(recipe: str, **more) -> Run:
        run = start(endpoint_at(simulated), recipe=recipe, **more)
        work_on(run.pk)
        run.refresh_from_db()
        assert run.state == RunState.DONE, run.reason
        return run

    return make


def made_from(name: str) -> set[int]:
    return set(Sample.objects.filter(ingredient_uses__ingredient__name=name).values_list("pk", flat=True))


def names(sample: Sample, kind: str) -> set[str]:
    found = sample.ingredient_uses.filter(ingredient__name__startswith=f"{kind}:")
    return set(found.values_list("ingredient__name", flat=True))


def test_a_passage_its_document_and_its_file_lead_to_all_that_were_written_from_them(
    file, finished, django_assert_num_queries
):
    first, second = file("documents", REVIEWS[:4]), file("documents", REVIEWS[4:])
    run = finished("retrieval-grounded", count=6, params={"check": False, "topics": 2, "found": 2})
    shown = {sample.pk: set(sample.metadata["passages"]) for sample in run.samples.all()}
    for ingredient in Ingredient.objects.filter(name__startswith="passage:"):
        file_id, row, number = map(int, ingredient.name.removeprefix("passage:").split("/"))
        document = {first.pk: first, second.pk: second}[file_id].rows[row - 1]
        text = document["text"].split("\n\n")[number - 1]
        with django_assert_num_queries(1):
            found = made_from(ingredient.name)
        assert found == {pk for pk, passages in shown.items() if text in passages} != set()
        assert found <= made_from(f"document:{file_id}/{row}") <= made_from(f"file:{file_id}")
    assert {len(names(sample, "passage")) for sample in run.samples.all()} == {2}


def test_their_requests_can_be_rebuilt(file, finished):
    file("documents", REVIEWS)
    run = finished("retrieval-grounded", count=2, params={"topics": 2, "found": 2}, least_yield=0)
    found = [one for row in run.rows.all() for one in replay(row)]
    assert found
    assert all(one.equal for one in found)


def test_what_was_found_and_not_written_leads_back_as_well(file, finished):
    praise, blame = "warm lovely tender speaks well of the film", "dull dreary lifeless advises against the film"
    own = [" ".join(f"w{i}x{n}" for n in range(12)) for i in range(40)]  # no two are near-duplicates
    texts = [f"{(praise, blame)[i % 2]} {own[i]}" for i in range(40)]
    kept = file("documents", [{"title": "", "text": text, "source": ""} for text in texts])
    run = finished("regen", count=10, params={"rounds": 1})
    for sample in run.samples.all():
        row = texts.index(sample.metadata["passage"]) + 1
        assert names(sample, "passage") == {f"passage:{kept.pk}/{row}/1"}


@pytest.mark.parametrize(("recipe", "params"), [("knowledge-grounded", {}), ("synthie", {})])
def test_each_fact_that_was_told_leads_to_its_samples(recipe, params, file, finished):
    file("triples", MADE_BY[:1])
    kept = file("triples", MADE_BY[1:])
    run = finished(recipe, count=4, params=params, least_yield=0)
    rows = {f"{one['subject']} | {one['relation']} | {one['object']}": n for n, one in enumerate(MADE_BY[1:], start=1)}
    samples = list(run.samples.all())
    assert samples
    for sample in samples:
        own = {f"fact:{kept.pk}/{rows[fact]}" for fact in sample.metadata["facts"] if fact in rows}
        assert own <= names(sample, "fact")
        assert len(names(sample, "fact")) == len(sample.metadata["facts"])
        assert all(sample.pk in made_from(name) for name in own)


def test_a_term_of_the_facts_leads_to_the_facts_about_it(file, finished):
    kept = file("triples", MADE_BY)
    run = finished("clingen", count=2, params={"facts": True, "mention": False}, least_yield=0)
    for sample in run.samples.all():
        (term,) = [value for _name, value in sample.planned_row.condition["conditions"] if value.startswith(("F", "M"))]
        about = [n for n, one in enumerate(MADE_BY, start=1) if term in (one["subject"], one["object"])]
        assert names(sample, "fact") == {f"fact:{kept.pk}/{n}" for n in about}


class Row:
    def __init__(self, **extra):
        self.condition = {"extra": extra}


def test_places_count_through_the_files_that_the_run_froze():
    frozen = {"documents": [[7, 2], [9, 1]], "triples": [[8, 5]], "topics": [31, 32]}
    row = Row(passages_at=[[1, 4], [2, 1]], facts_at=[0], fragment="…", document=1)
    assert names_of(row, (), (), frozen) == {
        "file:7", "document:7/2", "passage:7/2/4", "file:9", "document:9/1", "passage:9/1/1", "file:8", "fact:8/1",
        "from:32",
    }  # fmt: skip


def test_a_row_that_was_planned_before_places_were_kept_has_none():
    assert names_of(Row(passages=["a"], facts=["a | b | c"]), (), (), {}) == set()


def test_the_page_numbers_passages_and_leads_to_all_samples_of_each_and_of_its_document(
    file, finished, signed_in, lead, api_client
):
    kept = file("documents", REVIEWS)
    run = finished("retrieval-grounded", count=1, params={"topics": 2}, least_yield=0)
    sample = run.samples.first()
    html = signed_in(lead).get(f"/projects/reviews/samples/{sample.pk}/").text
    cited = {one for said in sample.metadata["citations"] for one in said["ids"]}
    assert cited
    assert all(f'href="#{one}"' in html and f'id="{one}"' in html for one in cited)
    assert "sentence:" not in html
    told = api_client(lead).get(f"/api/v1/projects/reviews/samples/{sample.pk}").json()["made_by"]
    assert len(told["passages"]) == len(sample.metadata["passages"])
    for name in (*told["passages"], *map(document_of, told["passages"])):
        assert f"made_from={quote(name, safe='')}" in html
    assert {f"file:{kept.pk}", *told["passages"]} <= set(told["ingredients"])
    assert told["files"] == {str(kept.pk): "documents.jsonl"}
    (topic,) = [value for name, value in told["draw"]["conditions"] if name == "topic"]
    assert html.count(f"topic: {topic}</a>") == 1
    assert f"<dt>topic</dt><dd>{topic}" not in html


def test_rest_finds_all_samples_of_a_passage_a_document_and_a_file(file, finished, api_client, lead):
    file("documents", REVIEWS)
    run = finished("retrieval-grounded", count=4, params={"check": False, "topics": 2, "found": 2})
    (passage, *_more) = sorted(names(run.samples.first(), "passage"))
    for name in (passage, document_of(passage), file_of(passage)):
        found = api_client(lead).get("/api/v1/projects/reviews/samples", {"made_from": name}).json()["items"]
        assert {row["id"] for row in found} == made_from(name) != set()
