"""One item with a question of every kind, from the answer to the export; and a codebook that asks for no label."""

import io
import json

import pandas as pd
import pytest

from annotation.agreement.actions import agreement_report
from annotation.models import Annotation, Resolution, ReviewPolicy
from generation.children import carry_out_open_jobs
from generation.models import Membership, Project, Role, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]
JSON = "application/json"
TEXT = "Anna 👩‍🚀 flew to Seoul."
LABELS = [{"name": "person"}, {"name": "place"}]
STARS = {"name": "stars", "type": "rating", "options": {"low": 0, "high": 10}}
QUESTIONS = [
    STARS,
    {"name": "kind", "labels": [{"name": "news"}, {"name": "story"}]},
    {"name": "about", "type": "multi_label", "labels": LABELS, "options": {"least": 0}},
    {"name": "better", "type": "ranking", "options": {"fields": ["text", "other"]}},
    {"name": "names", "type": "spans", "labels": LABELS},
    {"name": "corrected", "type": "text", "required": False, "when": {"question": "kind", "answers": ["news"]}},
]
ANSWERS = {
    "stars": 0,
    "kind": "news",
    "about": [],
    "better": [["other"], ["text"]],
    "names": [{"start": 0, "end": 4, "label": "person"}, {"start": 18, "end": 23, "label": "place"}],
    "corrected": "Anna flew to Seoul.",
}


def made(client, slug: str, questions: list[dict]) -> str:
    fields = [{"name": "text"}, {"name": "other"}]
    whole = {"name": slug, "fields": fields, "questions": questions, "purpose": "Read."}
    base = f"/api/v1/projects/{client.post('/api/v1/projects', whole, content_type=JSON).json()['slug']}"
    rows = "\n".join(json.dumps({"text": TEXT, "other": f"It rained, {n}."}) for n in range(3))
    imported = client.generic("POST", f"{base}/samples", rows, content_type="application/x-ndjson")
    assert imported.json()["created"] == 3
    return base


def answered(client, base: str, answers: dict):
    item = client.post(f"{base}/queue/next", {}, content_type=JSON).json()
    body = {"sample": item["sample"]["id"], "lease": item["lease"]["token"], "answers": answers}
    return client.post(f"{base}/annotations", body, content_type=JSON)


def cut(client, base: str) -> None:
    assert client.post(f"{base}/versions", {}, content_type=JSON).status_code in (201, 202)
    carry_out_open_jobs()


def exported(client, base: str, format: str) -> bytes:
    response = client.get(f"{base}/versions/1/export?format={format}")
    return b"".join(response.streaming_content)


@pytest.fixture
def client(api_client, lead):
    return api_client(lead)


def test_every_answer_is_stored_as_it_was_given_and_the_judged_one_is_the_label(client):
    base = made(client, "all-kinds", QUESTIONS)
    assert answered(client, base, ANSWERS).status_code == 201
    given, sample = Annotation.objects.get(), Sample.objects.get(current_label="news")
    assert given.answers == ANSWERS
    assert given.label == "news"
    assert sample.answers == ANSWERS
    assert Resolution.objects.get().answers == ANSWERS
    assert client.get(f"{base}/samples?label=news").json()["items"][0]["answers"] == ANSWERS


def test_what_is_wrong_is_said_of_each_question_and_nothing_is_stored(client):
    base = made(client, "all-kinds", QUESTIONS)
    wrong = ANSWERS | {"stars": 11, "kind": "story", "names": [{"start": 3, "end": 99, "label": "person"}]}
    refused = answered(client, base, wrong)
    assert refused.status_code == 422
    said = json.dumps(refused.json())
    for part in ("from 0 to 10", "not within the text of 23 characters", "this question is not asked"):
        assert part in said
    assert not Annotation.objects.exists()


def test_two_people_who_differ_on_one_question_are_asked_for_a_third(client, api_client, annotator):
    base = made(client, "all-kinds", QUESTIONS)
    project = Project.objects.get(slug="all-kinds")
    Membership.objects.create(project=project, user=annotator, role=Role.ANNOTATOR)
    ReviewPolicy.objects.create(project=project, overlap_share=1.0)
    for person, answers in ((client, ANSWERS), (api_client(annotator), ANSWERS | {"stars": 1})):
        assert answered(person, base, answers).status_code == 201
    resolution = Resolution.objects.order_by("pk").last()
    assert (resolution.rule, resolution.label) == (Resolution.Rule.OPEN, "")
    report = agreement_report(project, {})
    shares = {one["name"]: one["coefficients"]["percent"]["value"] for one in report["codebooks"][0]["questions"]}
    assert shares == {name: float(name != "stars") for name in ANSWERS}


def test_a_version_holds_every_answer_in_a_column_of_its_own(client):
    base = made(client, "all-kinds", QUESTIONS)
    answered(client, base, ANSWERS)
    cut(client, base)
    (row,) = [json.loads(line) for line in exported(client, base, "jsonl").splitlines()]
    columns = {"label": "news"} | {name: answer for name, answer in ANSWERS.items() if name != "kind"}
    assert {name: row[name] for name in columns} == columns
    table = pd.read_parquet(io.BytesIO(exported(client, base, "parquet")))
    assert table["stars"].tolist() == [0]
    assert json.loads(table["names"][0]) == ANSWERS["names"]
    flat = pd.read_csv(io.BytesIO(exported(client, base, "csv")))
    assert json.loads(flat["better"][0]) == ANSWERS["better"]


class TestACodebookThatAsksForNoLabel:
    def test_its_answers_are_stored_and_exported(self, client):
        base = made(client, "stars-alone", [STARS])
        assert answered(client, base, {"stars": 7}).status_code == 201
        cut(client, base)
        (row,) = [json.loads(line) for line in exported(client, base, "jsonl").splitlines()]
        assert (row["stars"], row["label"]) == (7, "")

    @pytest.mark.parametrize("page", ["", "review/", "samples/", "compare/", "agreement/", "certificate/", "signals/"])
    def test_every_page_opens(self, client, signed_in, lead, page):
        base = made(client, "stars-alone", [STARS])
        answered(client, base, {"stars": 7})
        assert signed_in(lead).get(f"/projects/stars-alone/{page}").status_code == 200

    def test_a_label_that_is_imported_is_refused_with_a_reason(self, client):
        base = made(client, "stars-alone", [STARS])
        row = json.dumps({"text": "a", "other": "b", "label": "news"})
        answer = client.generic("POST", f"{base}/samples", row, content_type="application/x-ndjson")
        assert "no question that is answered by a label" in json.dumps(answer.json())

    def test_a_recipe_says_what_the_codebook_lacks(self, client):
        base = made(client, "stars-alone", [STARS])
        answer = client.post(f"{base}/runs", {"recipe": "attrprompt", "count": 5}, content_type=JSON)
        assert answer.status_code == 422
        assert "no question that is answered by a label" in json.dumps(answer.json())


class TestAnswersThatModelsGaveElsewhere:
    """`machine_labels` of a row hold answers to questions of every kind, under `answer`."""

    SAID = {name: answer for name, answer in ANSWERS.items() if name != "corrected"}

    def brought(self, client, base: str, *rows: dict):
        lines = "\n".join(json.dumps(row) for row in rows)
        return client.generic("POST", f"{base}/samples", lines, content_type="application/x-ndjson").json()

    def row(self, **other) -> dict:
        said = [
            {"source": "gpt", "question": name, ("label" if name == "kind" else "answer"): answer}
            for name, answer in (self.SAID | other).items()
        ]
        return {"text": TEXT, "other": "It snowed.", "machine_labels": said}

    def test_they_are_the_samples_answers_until_people_speak(self, client):
        base = made(client, "all-kinds", QUESTIONS)
        assert self.brought(client, base, self.row())["created"] == 1
        sample = Sample.objects.get(current_label="news")
        assert sample.answers == self.SAID
        said = client.get(f"{base}/samples?label=news").json()["items"][0]["machine_labels"]
        assert {one["question"]: one["label"] or one["value"] for one in said} == self.SAID
        assert self.brought(client, base, self.row())["duplicates"] == 1
        assert sample.machine_labels.count() == len(self.SAID)

    def test_another_answer_of_the_same_source_is_left_out_and_told(self, client):
        base = made(client, "all-kinds", QUESTIONS)
        self.brought(client, base, self.row())
        told = self.brought(client, base, self.row(about=["person"]))
        assert told["labels_left_out"] == 1
        assert "person" in json.dumps(told["left_out"])
        assert Sample.objects.get(current_label="news").answers == self.SAID

    @pytest.mark.parametrize(
        ("other", "why"),
        [
            ({"stars": 11}, "stars: Enter a whole number from 0 to 10."),
            ({"stars": None}, "“stars” needs an answer under “answer”."),
            ({"names": [{"start": 3, "end": 99, "label": "person"}]}, "not within the text of 23 characters"),
            ({"about": ["thing"]}, "about: The codebook has no label “thing” here."),
        ],
    )
    def test_one_that_the_codebook_does_not_take_is_rejected_with_its_line(self, client, other, why):
        base = made(client, "all-kinds", QUESTIONS)
        told = self.brought(client, base, self.row(**other))
        assert told["created"] == 0
        assert why in told["rejected"][0]["reason"]

    def test_a_codebook_that_asks_for_no_label_takes_them_too(self, client):
        base = made(client, "stars-alone", [STARS])
        said = [{"source": "gpt", "question": "stars", "answer": 7, "confidence": 0.8}]
        self.brought(client, base, {"text": "a", "other": "b", "machine_labels": said})
        sample = Sample.objects.get(label_source="machine")
        assert (sample.answers, sample.current_label) == ({"stars": 7}, "")
        assert sample.machine_labels.get().probability == 0.8
