"""What the worker does for tries: from one run to the next, and to the report."""

import time

from django.db import transaction
from django.db.models import Q

from annotation.models import Trial
from annotation.trials.actions.trying import advance
from annotation.trials.asking import RECKON, enqueue_reckoning, ring
from annotation.trials.frames import trials_of
from annotation.trials.standing import Stage, standing
from generation.models import Job, RunState

EVERY_S = 1.0

_looked = {"at": float("-inf")}


def advance_tries() -> int:
    """Take every try one step on whose run has ended. Returns how many."""
    now = time.monotonic()
    if now - _looked["at"] < EVERY_S:
        return 0
    _looked["at"] = now
    waiting = Trial.objects.filter(reported_at=None, base_run__state=RunState.DONE).select_related("split__project")
    ended = Q(candidate_run=None) | Q(candidate_run__state=RunState.DONE)  # the others wait for a person or a worker
    return sum(step(found) for found in waiting.filter(ended))


def step(found: Trial) -> bool:
    """Begin with the candidate's labels, or ask for the report. True where there was something to do."""
    trial = trials_of(found.split.project).get(pk=found.pk)
    if standing(trial).stage == Stage.RECKONING:
        if Job.objects.filter(task=RECKON, key=str(trial.pk), state=Job.State.FAILED).exists():
            return False
        enqueue_reckoning(trial)
        return True
    if trial.candidate_run_id:
        return False
    with transaction.atomic():
        begun = advance(trial=trial)
        if begun.candidate_run_id:
            ring(begun)
    return bool(begun.candidate_run_id)
