"""What the set-up found reaches the very first row."""

import pytest

from generation.models import RunState
from generation.runs.actions import planning
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("recipe", ["zerogen", "attrprompt"])
def test_the_first_rows_are_drawn_from_what_the_set_up_listed(simulated, endpoint_at, start, project, recipe):
    run = start(endpoint_at(simulated), recipe=recipe, count=6)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 6)
    drawn = {name for row in run.rows.filter(round=1) for name, _value in row.condition["conditions"]}
    attributes = project.attributes.exclude(kind="similar").values_list("name", flat=True)
    assert drawn == set(attributes)
    assert len(drawn) == (1 if recipe == "zerogen" else 5)


def test_a_run_fails_when_its_set_up_ends_in_an_unexpected_error(simulated, endpoint_at, start, monkeypatch):
    def broken(**_more):
        raise KeyError("colour")

    monkeypatch.setattr(planning, "save_dimensions", broken)
    run = start(endpoint_at(simulated), recipe="zerogen", count=6)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reason) == (RunState.FAILED, "KeyError: 'colour'")
    assert run.claims.count() == 0


def test_a_run_of_which_nothing_is_accepted_and_rows_failed_fails(simulated, endpoint_at, start, monkeypatch):
    def broken(*_args, **_more):
        raise KeyError("colour")

    monkeypatch.setattr("generation.runs.actions.asking.candidate_json", broken)
    run = start(endpoint_at(simulated), count=3)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.FAILED, 0)
    assert run.reason == f"No row was accepted: {run.failed} failed, 0 were rejected. Most often: KeyError: 'colour'"
