"""How many samples of a run wait for people."""

from collections.abc import Sequence

from django.db.models import Count

from generation.models import PlannedRow, Run, RunPurpose, Sample, SampleState


def waiting_for_people(runs: Sequence[Run]) -> dict[int, int]:
    """How many samples that each run wrote, or labelled, wait for a person now: answers of people change it."""
    given = [run for run in runs if run.accepted]
    labelling = [run for run in given if run.purpose != RunPurpose.GENERATE]
    waiting = Sample.objects.filter(project__in={run.project_id for run in given}, state=SampleState.NEEDS_PERSON)
    counts = dict.fromkeys((run.pk for run in runs), 0)
    if given:
        counts |= waiting.filter(run__in=given).order_by().values_list("run").annotate(n=Count("pk"))
    if labelling:
        ended = PlannedRow.objects.filter(run__in=labelling, state=PlannedRow.State.ACCEPTED)
        labelled = ended.filter(source__in=waiting).order_by().values_list("run")
        counts |= labelled.annotate(n=Count("source", distinct=True))
    return counts
