"""Where a run stands: for its page, the API and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F
from django.utils import timezone
from django.utils.timesince import timesince

from generation.methods.tallies import PACE_OVER_S, rate
from generation.models import PlannedRow, Round, Run, RunState
from generation.runs.frames.for_people import UpTo, waiting_for_people


@dataclass(frozen=True)
class Progress:
    """Where a run stands: for its page, the API and the command line."""

    answered: int  # rows whose answer is stored, not yet accepted or rejected
    in_flight: int
    rate: float  # samples a minute that passed the gates, of late
    seconds_left: int | None
    share: float  # of what is to pass
    choice_of: int = 0  # how many are to pass before the choice among them is made; 0 where none is to come
    needs_person: UpTo = UpTo()  # of the accepted samples, those that wait for a person

    @property
    def time_left(self) -> str:
        return timesince(timezone.now() - timedelta(seconds=max(self.seconds_left or 0, 60)), depth=2)


def progress(run: Run) -> Progress:
    return progress_of([run])[run.pk]


def progress_of(runs: Sequence[Run]) -> dict[int, Progress]:
    """A few queries for all of them: of what is under way or waits, for what is settled is counted in the run."""
    states = PlannedRow.State
    open_rows = PlannedRow.objects.filter(run__in=runs, state__in=(states.ANSWERED, states.CLAIMED), round__gt=0)
    counted = open_rows.order_by().values_list("run", "state").annotate(rows=Count("pk"))
    counts = {(run, state): rows for run, state, rows in counted}
    targets, for_people = _targets([run for run in runs if run.held]), waiting_for_people(runs)
    return {
        run.pk: _progress(
            run,
            answered=counts.get((run.pk, states.ANSWERED), 0),
            in_flight=counts.get((run.pk, states.CLAIMED), 0),
            choice_of=targets.get(run.pk, 0),
            needs_person=for_people[run.pk],
        )
        for run in runs
    }


def _targets(runs: Sequence[Run]) -> dict[int, int]:
    """How many are to pass before a choice that has not been made."""
    if not runs:
        return {}
    open_rounds = Round.objects.filter(run__in=runs, number=F("run__round"), kept=None)
    return dict(open_rounds.values_list("run", "target"))


def _progress(run: Run, *, answered: int, in_flight: int, choice_of: int, needs_person: UpTo) -> Progress:
    lately = _rate(run)
    passed, wanted = (run.held, choice_of) if choice_of else (run.accepted, run.count)
    left = max(wanted - passed, 0)
    seconds = round(left / lately * 60) if lately and run.state == RunState.RUNNING else None
    share = min(passed / wanted, 1.0) if wanted else float(run.state == RunState.DONE)
    return Progress(answered, in_flight, lately, seconds, share, choice_of, needs_person)


def _rate(run: Run) -> float:
    """Samples a minute over the last minute, or over the whole life of a shorter run."""
    if run.started_at is None:
        return 0.0
    until = (run.finished_at or timezone.now()).timestamp()
    since = max(run.started_at.timestamp(), until - PACE_OVER_S)
    return rate(run.pace, accepted=run.passed, since=since, until=until)
