"""The pages of runs."""

import pytest

from generation.endpoints.simulated import simulated_endpoint
from generation.models import RunState

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
