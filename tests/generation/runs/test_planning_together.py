"""Workers that plan at the same time draw the rows that one of them would have drawn."""

import pytest

from generation.models import Run, RunState
from generation.runs.actions import planning
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
