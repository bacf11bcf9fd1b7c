"""Where a try stands. Nothing of it is stored: it follows from the runs."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotation.models import Trial
from generation.models import Run, RunState


class Stage(models.TextChoices):
    BASE = "base", _("Labels by the version in force")
    CANDIDATE = "candidate", _("Labels by the draft")
    PAUSED = "paused", _("Paused")
    SPENT = "spent", _("Waits for a higher budget")
    RECKONING = "reckoning", _("Calculating the result")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


SMALLEST = Decimal("0.0001")  # USD; no run begins with less
BROKEN_OFF = (RunState.FAILED, RunState.CANCELLED)
MOVING = (Stage.BASE, Stage.CANDIDATE, Stage.RECKONING)


@dataclass(frozen=True)
class Part:
    """One of the two runs, or `run` None where it has not begun: `done` of `total` labels are there."""

    stage: Stage
    run: Run | None
    done: int
    total: int

    @property
    def id(self) -> str:
        return f"trial-progress-{self.stage.value}"


@dataclass(frozen=True)
class Standing:
    """`run` is the one that is worked on, or that stopped it; `done` of `total` labels are there, of both runs
    together; `parts` tell of each."""

    stage: Stage
    run: Run | None
    done: int
    total: int
    reason: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def moves(self) -> bool:
        return self.stage in MOVING


def standing(trial: Trial) -> Standing:
    runs = [run for run in (trial.base_run, trial.candidate_run) if run]
    done, total = sum(run.accepted for run in runs), 2 * max((run.count for run in runs), default=0)
    current = runs[-1] if runs else None
    found = _stage(trial, current)
    of_runs = ((Stage.BASE, trial.base_run), (Stage.CANDIDATE, trial.candidate_run))
    parts = tuple(Part(stage, run, run.accepted if run else 0, total // 2) for stage, run in of_runs)
    done = total if found == Stage.DONE else done
    return Standing(found, current, done, total, current.reason if current else "", parts)


def _stage(trial: Trial, current: Run | None) -> Stage:
    if trial.reported_at:
        return Stage.DONE
    if current is None or current.state in BROKEN_OFF:
        return Stage.STOPPED
    if current.state == RunState.PAUSED:
        return Stage.PAUSED
    if trial.candidate_run is None:
        return Stage.SPENT if current.state == RunState.DONE and is_spent(trial) else Stage.BASE
    return Stage.RECKONING if current.state == RunState.DONE else Stage.CANDIDATE


def cost_of(trial: Trial) -> Decimal:
    """What this try has cost, in USD. The base's labels are paid for by the first try that asked for them.

    `trial` comes from `frames.trials_of`, which tells whose they are.
    """
    runs = [trial.candidate_run, trial.base_run if trial.first_of_base == trial.pk else None]
    return sum((run.cost_usd + run.lost_usd for run in runs if run), Decimal(0))


def left_of(trial: Trial) -> Decimal | None:
    """What is left of its budget, in USD; None without one."""
    return None if trial.budget_usd is None else max(trial.budget_usd - cost_of(trial), Decimal(0))


def is_spent(trial: Trial) -> bool:
    left = left_of(trial)
    return left is not None and left < SMALLEST
