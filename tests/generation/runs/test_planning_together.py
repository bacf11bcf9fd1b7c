"""Workers that plan at the same time draw the rows that one of them would have drawn."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.models import Run, RunState
from generation.runs.actions import ledger, planning
from generation.runs.actions.worker import work_on
from generation.runs.prepared import prepared

pytestmark = pytest.mark.django_db(transaction=True)


def loaded(run: Run) -> Run:
    return Run.objects.select_related("endpoint", "codebook", "project").get(pk=run.pk)


@pytest.fixture
def begun(start, endpoint_at, simulated):
    """A run whose first round is prepared; two batches are drawn at once."""

    def make() -> Run:
        run = start(endpoint_at(simulated) if not Run.objects.exists() else Run.objects.first().endpoint, count=1000)
        Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
        assert planning.plan(loaded(run), prepared(run))
        return run

    return make


def planned(run: Run) -> list[tuple]:
    return list(run.rows.order_by("index").values_list("batch", "label", "condition", "seed"))


def test_a_worker_that_read_the_run_before_another_drew_a_batch_looks_again(begun):
    alone, shared = begun(), begun()
    recipe = prepared(shared)
    while planning.plan(loaded(alone), recipe):
        pass
    late = loaded(shared)
    assert planning.plan(loaded(shared), recipe)
    assert not planning.plan(late, recipe)
    assert loaded(shared).batches == 1
    while planning.plan(loaded(shared), recipe):
        pass
    assert loaded(shared).batches == 2
    assert planned(shared) == planned(alone)


def test_rows_that_are_decided_are_counted_once_and_never_walked_past(simulated, endpoint_at, start, monkeypatch):
    """A plan from what had settled by the one before is the plan from all rows; both would cost more with each row."""
    simulated.turn(rate_malformed=0.2)
    run, batches, told = start(endpoint_at(simulated), count=900), planning._batches, []

    def compared(run: Run) -> list:
        known = run.plan_state.pop("ended", [])
        anew = batches(run)
        run.plan_state["ended"] = known
        with CaptureQueriesContext(connection) as asked:
            found = batches(run)
        told.append((len(known), found == anew, '"index" >= ' in asked[0]["sql"]))
        return found

    monkeypatch.setattr(planning, "_batches", compared)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 900)
    assert max(ended for ended, _equal, _bound in told) >= 2
    assert all(equal and bound for _ended, equal, bound in told)


def test_workers_take_rows_from_those_that_are_not_decided(begun):
    run = begun()
    while planning.plan(loaded(run), prepared(run)):
        pass
    ledger.open_claim(run.pk, "a")
    run.rows.filter(index__lt=100).update(state="rejected")
    Run.objects.filter(pk=run.pk).update(settled=100)
    with CaptureQueriesContext(connection) as asked:
        rows = ledger.claim_rows(run.pk, "a", 5)
    assert [row.index for row in rows] == [100, 101, 102, 103, 104]
    assert any('"index" >= 100' in query["sql"] for query in asked)
