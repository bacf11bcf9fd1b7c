"""A model answers every kind of question: the run over HTTP, the sample, the room, the answer and the version."""

import json

import pytest

from annotation.agreement.actions import agreement_report
from annotation.models import Annotation, ReviewPolicy, Suggestion
from annotation.queue.actions import lease
from annotation.queue.actions.pull import pull
from generation.children import carry_out_open_jobs
from generation.models import Call, Endpoint, LabelSource, MachineLabel, Project, Run, Sample
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on
from tests.annotation.test_all_kinds import ANSWERS, JSON, STARS, cut, exported
from tests.annotation.test_all_kinds import QUESTIONS as ALL

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_coin_hides_a_suggestion(monkeypatch):
    monkeypatch.setattr(lease, "BLIND_SHARE", 0.0)


#: One codebook for each kind alone, in which it is the only question, and all of them together.
ALONE = [{key: value for key, value in one.items() if key != "when"} | {"required": True} for one in ALL]
LABEL, CORRECTED = "kind", ALL[-1] | {"options": {"starts_from": "text"}}
QUESTIONS = [*ALL[:-1], CORRECTED]


@pytest.fixture
def client(api_client, lead):
    return api_client(lead)


@pytest.fixture
def model(simulated):
    """The simulated model, never wrong unless it is turned."""
    simulated.turn(label_noise=0)
    return simulated


@pytest.fixture
def labelled(client, model):
    """A project whose three samples were answered by a run that was started over HTTP; its address."""

    def make(questions: list[dict], slug: str = "answered", **params) -> str:
        fields = [{"name": "text"}, {"name": "other"}]
        whole = {"name": slug, "fields": fields, "questions": questions, "purpose": "Read."}
        base = f"/api/v1/projects/{client.post('/api/v1/projects', whole, content_type=JSON).json()['slug']}"
        rows = "\n".join(json.dumps({"text": f"anna met Ben in Seoul, {n}", "other": "It rained."}) for n in range(3))
        client.generic("POST", f"{base}/samples", rows, content_type="application/x-ndjson")
        project = Project.objects.get(slug=slug)
        Endpoint.objects.create(project=project, name="peer", base_url=model.url, model="m", simulated=True)
        ReviewPolicy.objects.create(project=project, overlap_share=0)
        body = {"recipe": "annotate", "count": 3, "endpoint": "peer", "params": params}
        started = client.post(f"{base}/runs", body, content_type=JSON)
        assert started.status_code == 202, started.content
        work_on(started.json()["id"])
        pull(project=project)
        return base

    return make


def sample_of(client, base: str) -> dict:
    return client.get(f"{base}/samples?order=id").json()["items"][0]


def next_item(client, base: str) -> dict:
    return client.post(f"{base}/queue/next", {}, content_type=JSON).json()


@pytest.mark.parametrize("question", ALONE, ids=[one["name"] for one in ALONE])
def test_each_kind_is_answered_suggested_and_exported(client, labelled, question):
    name, base = question["name"], labelled([question])
    said = sample_of(client, base)
    answer = said["answers"].get(name, said["label"])
    (given,) = said["machine_labels"]
    assert answer not in ("", None)
    assert (given["question"], given["value"] if given["value"] is not None else given["label"]) == (name, answer)
    assert said["label_source"] == LabelSource.MACHINE
    item = next_item(client, base)
    suggested = item["suggestion"]["answers"]
    assert suggested.keys() == {name}
    cut(client, base)
    rows = [json.loads(line) for line in exported(client, base, "jsonl").splitlines()]
    assert [row["label" if name == LABEL else name] for row in rows][0] == answer
    assert {(row["label_source"], row["simulated"], row["reviewed_by"]) for row in rows} == {("machine", True, 0)}
    body = {"sample": item["sample"]["id"], "lease": item["lease"]["token"], "answers": suggested}
    assert client.post(f"{base}/annotations", body, content_type=JSON).status_code == 201


def test_all_together_come_of_one_call_and_its_request_can_be_rebuilt(client, labelled):
    labelled(QUESTIONS)
    run = Run.objects.get()
    assert (run.accepted, Call.objects.filter(run=run).count()) == (3, 3)
    assert all(one.equal for row in run.rows.all() for one in replay(row))
    assert set(MachineLabel.objects.values_list("call__step", flat=True)) == {"answers"}
    labels = MachineLabel.objects.values_list("question", "label", "value")
    assert {name for name, label, value in labels if label and value is None} == {LABEL}
    assert {name for name, label, value in labels if not label and value is not None} >= {"stars", "better", "names"}


def test_one_request_for_each_is_a_setting(labelled):
    labelled(QUESTIONS, together=False)
    assert Call.objects.filter(run__isnull=False).count() == 3 * len(QUESTIONS)


def test_the_label_has_its_probability(labelled):
    labelled(QUESTIONS)
    chances = dict(MachineLabel.objects.values_list("question", "probability"))
    assert chances[LABEL] > 0.3
    assert chances["stars"] is None


def test_what_no_codebook_takes_is_not_stored_but_counted_and_a_person_is_asked(client, labelled, model):
    model.turn(rate_unusable=1)
    base = labelled(QUESTIONS)
    run = Run.objects.get()
    counts = run.turned_away["answers"]
    assert (counts["stars: not_taken"], counts["names: not_taken"]) == (3, 3)
    assert run.accepted == 3
    assert not MachineLabel.objects.filter(question__in=["stars", "names"]).exists()
    why = run.rows.first().candidates[0]["kept"]["unusable"]
    assert why["stars"] == "Enter a whole number from 0 to 10."
    assert sample_of(client, base)["state"] == "needs_person"
    page = client.get(f"{base}/runs/{run.pk}").json()
    assert page["accepted"] == 3


def test_the_runs_page_tells_which_answers_were_not_taken(labelled, model, signed_in, lead):
    model.turn(rate_unusable=1)
    labelled(QUESTIONS)
    page = signed_in(lead).get(f"/projects/answered/runs/{Run.objects.get().pk}/").content.decode()
    assert "stars: the codebook does not take the answer" in page


def test_an_answer_to_a_question_that_is_not_asked_is_dropped_and_counted(labelled, monkeypatch):
    from generation.llm.simulator import questions

    monkeypatch.setattr(questions, "_is_asked", lambda said, found: True)
    stories = ALL[1] | {"labels": [{"name": "story"}, {"name": "news", "definition": "zzz"}]}
    asked = {**CORRECTED, "when": {"question": "kind", "answers": ["nothing of it"]}}
    asked["when"]["answers"] = ["story"]
    labelled([stories, asked])
    told = MachineLabel.objects.filter(question="corrected").count()
    dropped = Run.objects.get().turned_away.get("answers", {}).get("corrected: not_asked", 0)
    assert told + dropped == 3
    assert dropped == MachineLabel.objects.filter(question="kind").exclude(label="story").count()


class TestTheRoom:
    def test_it_shows_the_models_answers_and_offers_to_take_them_over(self, labelled, signed_in, lead):
        labelled(QUESTIONS)
        page = signed_in(lead).get("/projects/answered/review/").content.decode()
        assert "The model says" in page
        assert "person “Ben”" in page or "place “Ben”" in page
        assert "data-take=" in page
        assert "data-diff-of=" in page

    def test_a_blind_item_shows_and_holds_nothing_of_them(self, client, labelled, signed_in, lead):
        base = labelled(QUESTIONS)
        ReviewPolicy.objects.update(suggestion=Suggestion.HIDDEN)
        page = signed_in(lead).get("/projects/answered/review/").content.decode()
        assert "The model says" not in page
        assert "data-take" not in page
        assert next_item(client, base)["suggestion"] is None

    def test_labels_alone_have_nothing_to_take_over(self, labelled, signed_in, lead):
        labelled([ALL[1]])
        page = signed_in(lead).get("/projects/answered/review/").content.decode()
        assert "The model says" in page
        assert "data-take" not in page

    def test_an_answer_that_another_version_of_the_codebook_took_is_no_suggestion(self, client, labelled):
        base = labelled([STARS, ALL[1]])
        MachineLabel.objects.filter(question="stars").update(value=40)
        assert next_item(client, base)["suggestion"]["answers"].keys() == {LABEL}


def test_people_go_before_the_model_and_what_it_said_is_kept(client, labelled):
    base = labelled(QUESTIONS)
    text = next_item(client, base)
    own = ANSWERS | {"names": [], "corrected": "Anna met Ben in Seoul."}
    body = {"sample": text["sample"]["id"], "lease": text["lease"]["token"], "answers": own}
    assert client.post(f"{base}/annotations", body, content_type=JSON).status_code == 201
    held = Sample.objects.get(pk=text["sample"]["id"])
    assert (held.answers, held.label_source) == (own, LabelSource.PERSON)
    assert MachineLabel.objects.filter(sample=held, question="names").get().value
    answer = Annotation.objects.get()
    assert client.post(f"{base}/annotations/{answer.pk}/undo").status_code in (200, 204)
    held.refresh_from_db()
    assert (held.label_source, held.answers["names"]) == (
        LabelSource.MACHINE,
        MachineLabel.objects.get(sample=held, question="names").value,
    )


def test_a_sample_that_a_model_answered_is_not_taken_again_where_no_label_is_asked(client, labelled):
    base = labelled([STARS])
    body = {"recipe": "annotate", "count": 3, "endpoint": "peer"}
    refused = client.post(f"{base}/runs", body, content_type=JSON)
    assert refused.status_code == 422
    assert "samples without a label" in json.dumps(refused.json())
    assert agreement_report(Project.objects.get(), {}) == {"codebooks": []}
    carry_out_open_jobs()


def test_people_and_the_model_are_held_against_each_other_question_by_question(client, labelled, signed_in, lead):
    base = labelled(QUESTIONS)
    ReviewPolicy.objects.update(suggestion=Suggestion.HIDDEN)
    for stars in (None, 1):
        item = next_item(client, base)
        own = dict(Sample.objects.get(pk=item["sample"]["id"]).answers)
        other = {} if stars is None else {"stars": (own["stars"] + 1) % 11}
        body = {"sample": item["sample"]["id"], "lease": item["lease"]["token"], "answers": own | other}
        assert client.post(f"{base}/annotations", body, content_type=JSON).status_code == 201
    (book,) = agreement_report(Project.objects.get(), {})["codebooks"]
    shares = {one["name"]: [(s["drawn"], s["value"], s["n"]) for s in one["beside_model"]] for one in book["questions"]}
    assert shares["stars"] == [("chosen", 0.5, 2)]
    assert shares["names"] == shares["better"] == [("chosen", 1.0, 2)]
    signed_in(lead).get("/projects/answered/agreement/")
    carry_out_open_jobs()
    page = signed_in(lead).get("/projects/answered/agreement/?question=stars").content.decode()
    assert "People and the model" in page
    assert "50" in page


def test_an_answer_that_was_given_with_the_models_in_view_says_nothing_of_it(client, labelled):
    base = labelled([STARS])
    item = next_item(client, base)
    answers = item["suggestion"]["answers"]
    body = {"sample": item["sample"]["id"], "lease": item["lease"]["token"], "answers": answers}
    client.post(f"{base}/annotations", body, content_type=JSON)
    (book,) = agreement_report(Project.objects.get(), {})["codebooks"]
    assert [one["beside_model"] for one in book["questions"]] == [[]]


def test_the_samples_page_tells_each_answer_in_words(client, labelled, signed_in, lead):
    base = labelled(QUESTIONS)
    said = sample_of(client, base)
    page = signed_in(lead).get(f"/projects/answered/samples/{said['id']}/").content.decode()
    opinions = page[page.index("What models say") :]
    assert f">{said['answers']['stars']}</span>" in opinions
