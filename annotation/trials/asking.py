"""Waking up who works on a try: its runs' workers, and the worker that reckons what came of it."""

from annotation.models import Trial
from annotation.trials.standing import Stage, standing
from generation.jobs import enqueue
from generation.models import Job
from generation.models.run import MOVING
from generation.runs.doorbell import ring_workers

RECKON = "annotation.reckon_try"


def ring(trial: Trial) -> None:
    """Call workers to the run that is under way, where one is."""
    now = standing(trial)
    if now.run and now.run.state in MOVING:
        ring_workers(now.run)
    elif now.stage == Stage.RECKONING:
        enqueue_reckoning(trial)


def enqueue_reckoning(trial: Trial) -> Job:
    return enqueue(RECKON, str(trial.pk), project=trial.split.project)
