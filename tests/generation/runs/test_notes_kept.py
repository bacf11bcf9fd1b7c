"""Whoever changes one note of a run's set-up leaves those that others wrote meanwhile."""

import pytest

from generation.models import Run, RunState
from generation.runs.actions import ledger, planning
from generation.runs.actions.lifecycle import resume_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(replay, endpoint_at, start) -> Run:
    run = start(endpoint_at(replay))
    ledger.begin(run.pk)
    return Run.objects.get(pk=run.pk)


def test_a_run_that_asks_whether_to_go_on_still_knows_that_its_model_is_simulated(run):
    ledger.note_simulated(run.pk, second=False)
    assert planning._ask_whether_to_go_on(run, "asked_at", "Look at it.")
    run.refresh_from_db()
    assert (run.state, run.reason, run.simulated) == (RunState.PAUSED, "Look at it.", True)
    assert run.setup["asked_at"] == 0


def test_so_does_one_that_somebody_lets_go_on(run):
    planning._ask_whether_to_go_on(run, "asked_at", "Look at it.")
    run.refresh_from_db()
    ledger.note_simulated(run.pk, second=False)
    assert resume_run(run=run)
    run.refresh_from_db()
    assert (run.simulated, run.setup["least_yield"]) == (True, 0)
    assert "asked_at" not in run.setup
