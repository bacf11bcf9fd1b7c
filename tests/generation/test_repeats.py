"""A request that is sent again with the key of the first time does its work once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from generation import repeats
from generation.models import KeptAnswer, Membership, Project, Role, Run

pytestmark = pytest.mark.django_db
BODY = {"recipe": "simprompt", "count": 5}


@pytest.fixture
def api(api_client, lead, codebook):
    return api_client(lead)


def start(client, key: str, body: dict = BODY, project: str = "reviews"):
    return client.post(
        f"/api/v1/projects/{project}/runs", body, content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_the_same_request_again_gets_the_first_answer_and_starts_nothing(api):
    first, again = start(api, "a"), start(api, "a")
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert Run.objects.count() == 1


@pytest.mark.scaled
@pytest.mark.django_db(transaction=True)
def test_two_at_once_start_one_run(api):
    def send(_number: int):
        try:
            return start(api, "a").json()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(send, range(4)))
    assert told == [told[0]] * 4
    assert Run.objects.count() == 1


def test_another_key_or_none_starts_another_run(api):
    start(api, "a")
    start(api, "b")
    start(api, "")
    assert Run.objects.count() == 3
    assert KeptAnswer.objects.count() == 2


def test_the_same_key_with_another_request_is_refused(api):
    start(api, "a")
    answer = start(api, "a", BODY | {"count": 6})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Run.objects.count() == 1


def test_a_key_is_of_one_person_and_one_project(api, api_client, lead, project, annotator):
    Membership.objects.filter(user=annotator).update(role=Role.LEAD)
    start(api, "a")
    assert start(api_client(annotator), "a").status_code == 202
    assert Run.objects.count() == 2
    assert sorted(KeptAnswer.objects.values_list("user__username", flat=True)) == sorted(
        [lead.username, annotator.username]
    )


def test_a_refused_request_leaves_its_key_free(api):
    assert start(api, "a", BODY | {"recipe": "nonsense"}).status_code == 422
    assert start(api, "a").status_code == 202


def test_work_that_failed_takes_its_key_with_it(api, monkeypatch):
    def fail(run):
        raise RuntimeError

    monkeypatch.setattr("generation.runs.api.ring_workers", fail)
    with pytest.raises(RuntimeError):
        start(api, "a")
    assert (Run.objects.count(), KeptAnswer.objects.count()) == (0, 0)


def test_a_key_is_forgotten_after_a_day(api):
    start(api, "a")
    KeptAnswer.objects.update(created_at=timezone.now() - repeats.KEPT - timedelta(seconds=1))
    start(api, "a")
    assert Run.objects.count() == 2
    assert KeptAnswer.objects.count() == 1


def test_too_long_a_key_is_refused(api):
    assert start(api, "a" * 256).status_code == 422
    assert start(api, "a" * 255).status_code == 202


def test_a_key_opens_no_door(api, api_client, viewer):
    start(api, "a")
    assert start(api_client(viewer), "a").status_code == 403


def test_a_project_takes_its_keys_with_it(api, project):
    start(api, "a")
    Run.objects.all().delete()
    Project.objects.get(pk=project.pk).delete()
    assert not KeptAnswer.objects.exists()


def test_the_description_of_the_interface_names_the_header(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for path in ("runs", "versions", "certificate"):
        names = [one["name"] for one in paths[f"/api/v1/projects/{{slug}}/{path}"]["post"]["parameters"]]
        assert sorted(names) == ["Idempotency-Key", "slug"]
