"""The same by REST: which there are, a preview, keeping, cutting, what a version left out."""

import json

import pytest

from annotation.filters.actions import keep_filter_set
from annotation.filters.frames import standing
from annotation.filters.steps import steps_from
from annotation.models import FilterSet
from generation.children import carry_out_open_jobs
from generation.models import Project

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/v1/projects/reviews"
RUDE = {"steps": [{"filter": "signal:toxicity", "at": 0.75}]}


@pytest.fixture
def client(api_client, lead, samples):
    return api_client(lead)


def post(client, path, body):
    return client.post(f"{ROOT}/{path}", json.dumps(body), content_type="application/json")


def test_filters_are_listed_with_what_they_need(client, project):
    rules = {rule["filter"]: rule for rule in client.get(f"{ROOT}/filters/rules").json()["items"]}
    assert rules["cllm"]["paper"] == "Seedat et al. 2024"
    assert rules["cllm"]["available"] is None, "nobody has looked yet"
    standing(project)
    carry_out_open_jobs()
    rules = {rule["filter"]: rule for rule in client.get(f"{ROOT}/filters/rules").json()["items"]}
    assert (rules["cllm"]["available"], rules["signal:toxicity"]["available"]) == (False, True)
    assert "grade" in rules["alpagasus"]["needs"]


def test_a_preview_waits_for_the_worker_and_then_tells_what_would_go(client):
    assert post(client, "filters/preview", RUDE).json()["state"] == "pending"
    carry_out_open_jobs()
    told = post(client, "filters/preview", RUDE).json()
    assert (told["state"], told["rows"]) == ("ready", {"before": 40, "after": 30})
    assert told["steps"][0]["dropped"] == 10
    assert not FilterSet.objects.exists()


def test_what_is_kept_is_cut_with_and_each_dropped_row_has_its_reason(client, lead, samples):
    kept = post(client, "filters/sets", RUDE | {"name": "Polite"})
    assert (kept.status_code, kept.json()["number"]) == (201, 1)
    assert client.get(f"{ROOT}/filters/sets/1").json()["created_by"] == lead.get_username()
    assert [one["name"] for one in client.get(f"{ROOT}/filters/sets").json()["items"]] == ["Polite"]
    assert post(client, "versions", {"filters": {"filter_set": 1}}).status_code == 202
    carry_out_open_jobs()
    version = client.get(f"{ROOT}/versions/1").json()
    assert (version["rows"], version["filters"]["filter_set"]) == (30, 1)
    first = client.get(f"{ROOT}/versions/1/dropped?limit=4").json()
    assert first["items"][0] == {
        "sample": samples[30].pk,
        "step": 1,
        "filter": "signal:toxicity",
        "reason": "It stands at 0.750; rows from 0.750 on are left out.",
    }
    rest = client.get(f"{ROOT}/versions/1/dropped?limit=50&cursor={first['next']}").json()["items"]
    assert [row["sample"] for row in first["items"] + rest] == [sample.pk for sample in samples[30:]]


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("filters/preview", {"steps": [{"filter": "x" * 500}]}, "none called"),
        ("filters/preview", {"steps": [{"filter": "margin", "at": [1]}]}, "its threshold is a number"),
        ("filters/preview", {"steps": {}}, "steps"),
        ("filters/preview", {"steps": [], "more": 1}, "more"),
        ("filters/sets", {"steps": []}, "Add a filter first"),
        ("filters/sets", {"steps": [{"filter": "regen"}], "name": "n" * 81}, "name"),
        ("versions", {"filters": {"filter_set": 7}}, "There is no filter set 7"),
        ("versions", {"filters": {"filter_set": "7"}}, "number of a filter set"),
        ("versions", {"filters": {"filter_set": True}}, "number of a filter set"),
        ("versions", {"filters": {"filter_set": -1}}, "number of a filter set"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_is_wrong_and_changes_nothing(client, path, body, told):
    answer = post(client, path, body)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not FilterSet.objects.exists()


def test_a_set_of_another_project_is_not_there(client, project, lead):
    other = Project.objects.create(slug="other", name="Other", created_by=lead)
    keep_filter_set(project=other, by=lead, name="", steps=steps_from(RUDE["steps"]))
    assert client.get(f"{ROOT}/filters/sets/1").status_code == 404
    assert post(client, "versions", {"filters": {"filter_set": 1}}).status_code == 422
