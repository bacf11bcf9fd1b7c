import json

import pytest
from django.core.management import call_command

from annotation.models import DatasetVersion, Report
from generation.children import carry_out_open_jobs
from generation.models import Job
from tests.annotation.making import answer, make_sample

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]
API = "/api/v1/projects/reviews/versions"


def post(client, body):
    return client.post(API, json.dumps(body), content_type="application/json")


def compared(client, old: int, new: int) -> dict:
    client.get(f"{API}/{old}/diff/{new}")
    carry_out_open_jobs()
    return client.get(f"{API}/{old}/diff/{new}").json()


def test_a_version_is_asked_for_and_made_in_the_background(samples, lead, api_client):
    client = api_client(lead)
    asked = post(client, {"note": "for the first model", "filters": {"deduplicate": True}})
    assert asked.status_code == 202
    assert (asked.json()["number"], asked.json()["state"], asked.json()["rows"]) == (1, "cutting", 0)
    carry_out_open_jobs()
    version = client.get(f"{API}/1").json()
    assert (version["state"], version["rows"], version["note"]) == ("ready", 40, "for the first model")
    assert len(version["hash"]) == 64
    assert version["card"]["codebook"]["version"] == 1


def test_a_cut_that_is_sent_again_with_its_key_is_made_once(samples, lead, api_client):
    client, headers = api_client(lead), {"Idempotency-Key": "may"}
    answers = [client.post(API, b"{}", content_type="application/json", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert len(client.get(API).json()["items"]) == 1


def test_unknown_filters_are_refused_and_nothing_is_cut(samples, lead, api_client):
    client = api_client(lead)
    assert post(client, {"filters": {"colour": True}}).status_code == 422
    assert post(client, {"filters": {"min_probability": 3}}).status_code == 422
    assert post(client, {"filters": {"deduplicate": "yes"}}).status_code == 422
    assert not DatasetVersion.objects.exists()


def test_it_needs_a_published_codebook(project, lead, api_client):
    response = post(api_client(lead), {})
    assert response.status_code == 422
    assert "Publish a codebook first" in response.json()["detail"]


def test_the_list_is_newest_first(cut, samples, viewer, api_client):
    cut(), cut(), cut()
    client = api_client(viewer)
    first = client.get(f"{API}?limit=2").json()
    assert [version["number"] for version in first["items"]] == [3, 2]
    rest = client.get(f"{API}?limit=2&cursor={first['next']}").json()
    assert ([version["number"] for version in rest["items"]], rest["next"]) == ([1], None)


def test_the_diff_tells_added_removed_and_relabelled(cut, samples, project, annotator, viewer, api_client):
    cut()
    answer(annotator, samples[0], "positive")
    make_sample(project, "a new one", "positive")
    samples[1].state = "rejected"
    samples[1].save(update_fields=["state"])
    cut()
    diff = compared(api_client(viewer), 1, 2)
    assert [diff[part]["count"] for part in ("added", "removed", "relabelled")] == [1, 1, 1]
    assert diff["added"]["rows"][0]["text"] == "a new one"
    [changed] = diff["relabelled"]["rows"]
    assert (changed["sample"], changed["before"], changed["label"]) == (samples[0].pk, "negative", "positive")


def test_a_pair_of_versions_is_compared_once_by_the_worker(cut, samples, viewer, api_client):
    cut(), cut()
    client = api_client(viewer)
    assert client.get(f"{API}/1/diff/2").json()["state"] == "pending"
    assert not Report.objects.filter(kind="diff-1-2").exists()
    assert compared(client, 1, 2) == compared(client, 1, 2)
    assert Job.objects.filter(args__kind="diff-1-2").count() == 1


def test_a_version_that_is_not_there_is_404(cut, samples, viewer, api_client):
    assert api_client(viewer).get(f"{API}/9").status_code == 404


def test_the_commands_preview_and_cut(samples, capsys):
    call_command("curate", "reviews", "--min-probability", "0.95", "--json")
    held = json.loads(capsys.readouterr().out)
    assert (held["rows"], held["dropped"]) == (0, {"improbable": 40})
    call_command("cut_version", "reviews", "--note", "nightly", "--json")
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    version = DatasetVersion.objects.get()
    assert result == {
        "number": 1,
        "hash": version.hash,
        "rows": 40,
        "state": "ready",
        "splits": {"train": 32, "test": 4, "validation": 4},
    }


def test_a_version_is_cut_without_a_body(samples, lead, api_client):
    assert api_client(lead).post(API, "", content_type="application/json").status_code == 202
