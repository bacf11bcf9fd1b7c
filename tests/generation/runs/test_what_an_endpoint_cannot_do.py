"""Words that an endpoint cannot make less likely: the lead is told before anything is paid, and the run goes on."""

import pytest

from generation.llm.simulator import server
from generation.llm.word_bias import NO_TOKENIZER, REFUSED
from generation.models import Call, Run, RunState
from generation.runs.actions import ledger
from generation.runs.actions.worker import work_on
from generation.runs.api import run_json

pytestmark = pytest.mark.django_db(transaction=True)
PARAMS = {"rounds": 2, "by": "logits", "second_reading": False, "temperatures": "1.0"}


@pytest.fixture
def refuses(simulated, monkeypatch):
    """Make the simulated model refuse a bias, as some endpoints do."""
    check = server._check

    def refusing(body: dict) -> None:
        if "logit_bias" in body:
            raise server.BadRequest("Unrecognized request argument supplied: logit_bias", None)
        check(body)

    monkeypatch.setattr(server, "_check", refusing)


def worked_on(run: Run) -> Run:
    work_on(run.pk)
    run.refresh_from_db()
    return run


def test_an_endpoint_without_a_tokenizer_is_noted_before_the_first_request(replay, endpoint_at, start, monkeypatch):
    noted, note = [], ledger.note

    def watched(run_id: int, texts: list[str]) -> None:
        noted.append((Call.objects.filter(run=run_id).count(), *texts))
        note(run_id, texts)

    monkeypatch.setattr(ledger, "note", watched)
    run = worked_on(start(endpoint_at(replay), recipe="logit-suppression", count=20, params=PARAMS))
    assert noted == [(0, NO_TOKENIZER)]
    assert (run.state, run.accepted, run_json(run)["notes"]) == (RunState.DONE, 20, [NO_TOKENIZER])


def test_a_refused_bias_is_said_plainly_and_costs_no_row(simulated, refuses, endpoint_at, start, signed_in, lead):
    run = worked_on(start(endpoint_at(simulated), recipe="logit-suppression", count=40, params=PARAMS))
    assert (run.state, run.accepted, run.setup["notes"]) == (RunState.DONE, 40, [REFUSED])
    assert not Call.objects.filter(run=run).exclude(error="").exists()
    assert "The endpoint refuses logit_bias" in signed_in(lead).get(f"/projects/reviews/runs/{run.pk}/").text


def test_an_endpoint_that_can_and_a_recipe_that_need_not_leave_no_note(simulated, replay, endpoint_at, start, project):
    can = worked_on(start(endpoint_at(simulated), recipe="logit-suppression", count=20, params=PARAMS))
    project.endpoints.update(name="simulated")
    need_not = worked_on(start(endpoint_at(replay), recipe="logit-suppression", count=20, params={"rounds": 1}))
    assert run_json(can)["notes"] == run_json(need_not)["notes"] == []
