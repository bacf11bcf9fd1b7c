"""When a run's samples are measured: at fifty accepted, each time there are twice as many, and at its end."""

from django.db import transaction

from generation import jobs
from generation.models import Run, RunMeasures

MEASURE = "generation.measure_run"
FIRST = 50


def ask_when_due(run_id: int, *, ended: bool = False) -> bool:
    """Have the run measured in the background where it has grown enough since the last time.

    While that waits or is under way it is not asked for again, but at the end, which it may have passed over.
    """
    accepted, project_id = Run.objects.values_list("accepted", "project").get(pk=run_id)
    last = RunMeasures.objects.filter(run=run_id).order_by("-accepted").values_list("accepted", flat=True).first() or 0
    due = accepted > last if ended else accepted >= max(FIRST, 2 * last)
    if due and (ended or jobs.open_job(MEASURE, str(run_id)) is None):
        with transaction.atomic():
            jobs.enqueue(MEASURE, str(run_id), project=Run(pk=run_id, project_id=project_id).project)
    return due
