"""Whoever changes one note of a run's set-up leaves those that others wrote meanwhile."""

import pytest

from generation.methods.content import content_hash
from generation.models import PlannedRow, Run, RunState, Sample
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


def ended(run: Run, samples: dict[str, str]) -> list[str]:
    """The notes of a run that ends with samples of these labels (text -> label), each asked for in turn."""
    asked = ["positive", "negative", "positive", "negative"]
    for at, label in enumerate(asked):
        PlannedRow.objects.create(run=run, round=1, batch=0, index=at, seed=at, label=label, state="accepted")
    rows = list(run.rows.filter(round=1))
    for row, (text, label) in zip(rows, samples.items(), strict=False):
        fields = {"text": text}
        known = {"run": run, "planned_row": row, "fields": fields, "content_hash": content_hash(fields)}
        Sample.objects.create(project=run.project, origin="generated", current_label=label, **known)
    Run.objects.filter(pk=run.pk).update(accepted=len(samples), state=RunState.RUNNING)
    assert planning._end(run, "")
    run.refresh_from_db()
    assert run.state == RunState.DONE
    return run.setup.get("notes", [])


def test_a_run_whose_samples_all_have_one_label_although_several_were_asked_for_says_so(run):
    (note,) = ended(run, {"One": "positive", "Two": "positive", "Three": "positive"})
    assert note.startswith("All samples of this run carry one label, “positive”, although several were asked for.")


@pytest.mark.parametrize("samples", [{"One": "positive", "Two": "negative"}, {"One": "positive"}])
def test_of_two_labels_or_one_sample_nothing_is_said(run, samples):
    assert ended(run, samples) == []
