"""Asking workers to take up a run. Called by views, the API and commands, inside their transaction."""

from django.conf import settings

from generation.jobs import enqueue
from generation.models import Run
from generation.runs.frames.runs import WORK


def ring_workers(run: Run) -> None:
    """One job a worker that may share the run; a job that is open already serves."""
    for number in range(1, settings.RUN_WORKERS + 1):
        enqueue(WORK, f"{run.pk}/{number}", project=run.project)


def ring_to_close(run: Run) -> None:
    """A run that is cancelled while nobody works on it may have left a batch at its endpoint."""
    if run.endpoint_batches.filter(closed=False).exists():
        ring_workers(run)
