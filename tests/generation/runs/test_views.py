"""The pages of runs and endpoints."""

import pytest

from generation.endpoints.simulated import simulated_endpoint
from generation.models import Endpoint, RunState

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(project, start):
    return start(simulated_endpoint(project))


def page(client, path: str, **more):
    return client.get(f"/projects/reviews/{path}", **more)


def test_the_list_says_what_to_do_when_there_is_no_run(signed_in, lead, project):
    assert "No run yet" in page(signed_in(lead), "runs/").content.decode()


def test_a_run_shows_its_progress_and_marks_the_simulated_model(signed_in, viewer, run):
    text = page(signed_in(viewer), f"runs/{run.pk}/").content.decode()
    assert "simulated" in text
    assert "0 / 20" in text
    assert "Pause" not in text


def test_the_panel_polls_while_the_run_is_under_way_and_stops_when_it_ended(signed_in, lead, run):
    client = signed_in(lead)
    headers = {"HX-Request": "true"}
    moving = page(client, f"runs/{run.pk}/panel/", headers=headers).content.decode()
    assert "every 2s" in moving
    assert "<html" not in moving
    type(run).objects.filter(pk=run.pk).update(state=RunState.DONE)
    assert "every 2s" not in page(client, f"runs/{run.pk}/panel/", headers=headers).content.decode()


def test_a_lead_pauses_resumes_and_cancels(signed_in, lead, run):
    client = signed_in(lead)
    for verb, state in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        answer = client.post(f"/projects/reviews/runs/{run.pk}/{verb}/", headers={"HX-Request": "true"})
        run.refresh_from_db()
        assert (answer.status_code, run.state) == (200, state)


def test_a_viewer_cannot_pause(signed_in, viewer, run):
    assert signed_in(viewer).post(f"/projects/reviews/runs/{run.pk}/pause/").status_code == 403


def test_a_lead_adds_an_endpoint_and_its_key_is_not_in_the_page(signed_in, lead, project):
    client = signed_in(lead)
    values = {
        "name": "local", "base_url": "http://127.0.0.1:9/v1", "model": "m", "api_key": "sk-secret-1234",
        "price_in": "1", "price_out": "2", "concurrency": "4", "timeout_s": "30",
    }  # fmt: skip
    assert client.post("/projects/reviews/endpoints/new/", values).status_code == 302
    endpoint = Endpoint.objects.get()
    for path in ("endpoints/", f"endpoints/{endpoint.pk}/edit/"):
        assert "sk-secret" not in page(client, path).content.decode()


def test_a_private_address_is_refused_in_the_form(signed_in, lead, project):
    values = {
        "name": "x",
        "base_url": "http://10.1.2.3/v1",
        "model": "m",
        "price_in": 0,
        "price_out": 0,
        "concurrency": 4,
        "timeout_s": 9,
    }
    answer = signed_in(lead).post("/projects/reviews/endpoints/new/", values)
    assert answer.status_code == 422
    assert "SYNTHLAB_ALLOWED_LLM_HOSTS" in answer.content.decode()


def test_a_new_address_forgets_the_old_key(signed_in, lead, project):
    client = signed_in(lead)
    values = {
        "name": "x",
        "base_url": "http://127.0.0.1:9/v1",
        "model": "m",
        "api_key": "sk-1",
        "price_in": 0,
        "price_out": 0,
        "concurrency": 4,
        "timeout_s": 9,
    }
    client.post("/projects/reviews/endpoints/new/", values)
    endpoint = Endpoint.objects.get()
    values |= {"api_key": "", "base_url": "http://127.0.0.1:10/v1"}
    client.post(f"/projects/reviews/endpoints/{endpoint.pk}/edit/", values)
    endpoint.refresh_from_db()
    assert endpoint.api_key_encrypted == ""


@pytest.mark.django_db(transaction=True)
def test_a_check_asks_in_the_background_and_says_what_came_of_it(signed_in, lead, project):
    from generation.children import carry_out_open_jobs

    endpoint, client = simulated_endpoint(project), signed_in(lead)
    path = f"/projects/reviews/endpoints/{endpoint.pk}/check/"
    assert "Asking" in client.post(path, headers={"HX-Request": "true"}).content.decode()
    assert carry_out_open_jobs() == 1
    assert "answers in" in client.get(path, headers={"HX-Request": "true"}).content.decode()
