"""Runs by REST."""

import pytest

from generation.models import Run, RunState
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_api(api_client, lead, codebook):
    return api_client(lead)


def post(client, path: str, body: dict | None = None):
    return client.post(f"/api/v1/projects/reviews/{path}", body or {}, content_type="application/json")


ENDPOINT = {"name": "local", "base_url": "http://127.0.0.1:9/v1", "model": "m", "api_key": "sk-secret-1234"}


def test_a_run_is_taken_on_and_can_be_looked_at(lead_api):
    post(lead_api, "endpoints", ENDPOINT)
    answer = post(lead_api, "runs", {"recipe": "simprompt", "count": 5, "budget_usd": 1})
    assert answer.status_code == 202
    run = answer.json()
    assert (run["state"], run["accepted"], run["budget_usd"]) == ("planned", 0, 1.0)
    assert lead_api.get(f"/api/v1/projects/reviews/runs/{run['id']}").json()["recipe"] == "simprompt"


def test_a_project_without_endpoints_gets_the_simulated_model(lead_api):
    assert post(lead_api, "runs", {"recipe": "simprompt", "count": 5}).json()["simulated"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"recipe": "nonsense", "count": 5}, "recipe"),
        ({"recipe": "simprompt", "count": 0}, "count"),
        ({"recipe": "simprompt", "count": 5, "budget_usd": -1}, "budget_usd"),
        ({"recipe": "simprompt", "count": 5, "budget_usd": "0.00001"}, "budget_usd"),
        ({"recipe": "simprompt", "count": 5, "endpoint": "nobody"}, "endpoint"),
        ({"recipe": "simprompt", "count": 5, "params": {"temperature": "hot"}}, "params.temperature"),
    ],
)
def test_what_does_not_fit_is_named_and_starts_nothing(lead_api, body, field):
    answer = post(lead_api, "runs", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert Run.objects.count() == 0


def test_pause_resume_and_cancel_answer_with_the_new_state(lead_api):
    run = post(lead_api, "runs", {"recipe": "simprompt", "count": 5}).json()["id"]
    assert post(lead_api, f"runs/{run}/pause").json()["state"] == "paused"
    assert post(lead_api, f"runs/{run}/pause").status_code == 409
    assert post(lead_api, f"runs/{run}/resume").json()["state"] == "running"
    assert post(lead_api, f"runs/{run}/cancel").json()["state"] == "cancelled"
    assert post(lead_api, f"runs/{run}/resume").status_code == 409


def test_an_annotator_may_look_but_not_start(api_client, annotator, codebook):
    client = api_client(annotator)
    assert post(client, "runs", {"recipe": "simprompt", "count": 5}).status_code == 403
    assert client.get("/api/v1/projects/reviews/runs").status_code == 200


def test_a_stranger_sees_nothing(api_client, stranger, codebook):
    assert api_client(stranger).get("/api/v1/projects/reviews/runs").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_by_rest_with_the_built_in_model(lead_api):
    run = post(lead_api, "runs", {"recipe": "simprompt", "count": 6}).json()["id"]
    work_on(run)
    seen = lead_api.get(f"/api/v1/projects/reviews/runs/{run}").json()
    assert (seen["state"], seen["accepted"]) == (RunState.DONE, 6)
