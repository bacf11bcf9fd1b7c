"""When a run's samples are measured: at fifty that it wrote, each time there are twice as many, and at its end."""

from django.db import transaction

from generation import jobs
from generation.models import Run, RunMeasures, Sample
from generation.runs.frames.runs import MEASURE

FIRST = 50


def ask_when_due(run_id: int, *, ended: bool = False) -> bool:
    """Have the run measured in the background where it has written enough since the last time. True where it is.

    While that waits or is under way it is not asked for again, but at the end, which it may have passed over. Labels of
    samples that were there are accepted, too, and none that is measured.
    """
    accepted, project_id = Run.objects.values_list("accepted", "project").get(pk=run_id)
    last = RunMeasures.objects.filter(run=run_id).order_by("-accepted").values_list("accepted", flat=True).first() or 0
    enough = last + 1 if ended else max(FIRST, 2 * last)
    if accepted < enough or (not ended and jobs.open_job(MEASURE, str(run_id))) or not _has_written(run_id, enough):
        return False
    with transaction.atomic():
        jobs.enqueue(MEASURE, str(run_id), project=Run(pk=run_id, project_id=project_id).project)
    return True


def _has_written(run_id: int, count: int) -> bool:
    return Sample.objects.filter(run=run_id).order_by()[count - 1 : count].exists()
