"""What a round's rows are drawn with is tens of thousands of entries long: read when they are drawn, and never else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.models import PlannedRow, Round, Run, RunState
from generation.runs.actions import planning, rounds
from generation.runs.actions.settling import Settler
from generation.runs.api import run_json
from generation.runs.prepared import prepared

pytestmark = pytest.mark.django_db(transaction=True)
NOTES = '"generation_round"."notes"'


@pytest.fixture
def run(simulated, endpoint_at, start) -> Run:
    """A run in a round with notes, of which five rows are answered and as many planned."""
    run = start(endpoint_at(simulated))
    Round.objects.create(run=run, number=1, target=20, notes={"draws": [{"item": str(i)} for i in range(100)]})
    for index in range(10):
        state = PlannedRow.State.REJECTED if index < 5 else PlannedRow.State.PLANNED
        PlannedRow.objects.create(run=run, round=1, batch=0, index=index, seed=index, state=state)
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, batches=1)
    run.refresh_from_db()
    return run


def reads_notes(look, *args) -> bool:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        look(*args)
    assert any('"generation_round"' in query["sql"] for query in asked)
    return any(NOTES in query["sql"] for query in asked)


def test_settling_does_not_read_them(run):
    recipe = prepared(run)
    settler = Settler(recipe.context, recipe.gates)
    assert not reads_notes(settler.settle, run.pk)
    run.refresh_from_db()
    assert run.settled == 5


def test_planning_and_going_on_do_not_read_them(run):
    recipe = prepared(run)
    assert not reads_notes(planning.plan, run, recipe)
    assert not reads_notes(rounds.go_on, run, recipe)


def test_no_page_of_the_run_reads_them(run, signed_in, lead):
    browser = signed_in(lead)
    assert not reads_notes(browser.get, reverse("generation:run-panel", args=["reviews", run.pk]))
    Run.objects.filter(pk=run.pk).update(held=5)
    assert not reads_notes(run_json, Run.objects.get(pk=run.pk))


def test_drawing_reads_them(run):
    assert reads_notes(prepared, run)
