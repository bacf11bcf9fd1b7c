"""Between rounds: what is found out before one, what stays of it, and going on to the next.

A round's preparation depends on what has settled alone, so workers that prepare it twice come to the same; the database
keeps the first.
"""

import subprocess
import sys
from collections.abc import Iterator
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from generation.catalogue.recipe import Prepared
from generation.inserts import insert
from generation.locks import lock_project
from generation.methods.content import content_hash
from generation.methods.draws import derive
from generation.methods.schedules.schedule import Made, PeopleFirst, RoundStops
from generation.methods.steps import Verdict
from generation.methods.tallies import tallied
from generation.models import PlannedRow, Round, Run, RunState, Sample, SampleState
from generation.runs.actions.accepting import Accepting
from generation.runs.actions.candidates import gate_results
from generation.runs.actions.known import known_of, made_of_rows
from generation.runs.actions.ledger import note_ends
from generation.runs.actions.settling import held_candidates

State = PlannedRow.State
CHUNK = 200
NOT_CHOSEN = Verdict("reject", "choice", reason="others were better")


class RoundEnds(Exception):
    """The run ends before this round; the message says why."""


class WaitsForPeople(Exception):
    """The run pauses until people have answered what was put before them; the message says what."""


def ready(run: Run, recipe: Prepared) -> Round | None:
    """The current round; None where it is to be prepared first."""
    return Round.objects.filter(run=run, number=run.round).first()


def prepare(run: Run, recipe: Prepared) -> None:
    """Find out what the round's rows are drawn with, in a child process where that needs much memory."""
    if not recipe.schedule.heavy:
        prepare_here(run, recipe)
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_round", str(run.pk)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
    answer, _newline, message = done.stdout.partition("\n")
    if answer == "ends":
        raise RoundEnds(message.strip())
    if answer == "people":
        raise WaitsForPeople(message.strip())
    if done.returncode:
        raise RuntimeError(f"round {run.round} could not be prepared: {done.stderr.strip()[-300:]}")


def prepare_here(run: Run, recipe: Prepared) -> None:
    schedule, number = recipe.schedule, run.round
    try:
        known = known_of(run, schedule.needs)
        notes = schedule.prepare(recipe.kit, number, known, Random(derive(run.seed, "round", number)))
    except RoundStops as reason:
        raise RoundEnds(str(reason)) from reason
    except PeopleFirst as asked:
        _put_before_people(run, asked.samples)
        raise WaitsForPeople(str(asked)) from asked
    target = schedule.target(run.count, number)
    Round.objects.get_or_create(run=run, number=number, defaults={"target": target, "notes": notes})


def _put_before_people(run: Run, samples: tuple[str, ...]) -> None:
    """They go to the head of the queue; what a person has answered stays as it is."""
    asked = Sample.objects.filter(project=run.project_id, pk__in=map(int, samples))
    asked.filter(item=None).update(state=SampleState.NEEDS_PERSON)


def go_on(run: Run, recipe: Prepared) -> bool:
    """End the current round, whose rows have all settled: choose what stays, and begin the next or none.

    True where another round follows.
    """
    round = Round.objects.get(run=run, number=run.round)
    if recipe.schedule.selects and round.kept is None:
        choose(run, recipe, round)
    last = run.round >= recipe.schedule.rounds
    with transaction.atomic():
        current = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        if current.round != round.number or current.state != RunState.RUNNING:
            return True  # another worker did it
        Round.objects.filter(pk=round.pk).update(ended_at=timezone.now())
        if not last:
            current.round, current.settled, current.batches, current.plan_state = round.number + 1, 0, 0, {}
            current.save(update_fields=["round", "settled", "batches", "plan_state"])
    return not last


def choose(run: Run, recipe: Prepared, round: Round) -> None:
    """Keep the held candidates that the schedule chooses; the others are turned away."""
    made = [one for rows in _held(run, round.number) for one in made_of_rows(recipe, rows, held_candidates(rows))]
    kept = _chosen(run, recipe, round, made)
    number = 0
    for rows in _held(run, round.number):
        number += _settle_chosen(run, recipe, rows, kept)
    Round.objects.filter(pk=round.pk).update(kept=number)


def _chosen(run: Run, recipe: Prepared, round: Round, made: list[Made]) -> set[str]:
    rng = Random(derive(run.seed, "choose", round.number))
    target = recipe.schedule.kept(run.count, round.number)
    return recipe.schedule.keep(recipe.kit, round.number, made, target, rng)


def _held(run: Run, number: int) -> Iterator[list[PlannedRow]]:
    last = -1
    held = PlannedRow.objects.filter(run=run, round=number, state=State.HELD).order_by("index")
    while rows := list(held.filter(index__gt=last)[:CHUNK]):
        last = rows[-1].index
        yield rows


@transaction.atomic
def _settle_chosen(run: Run, recipe: Prepared, rows: list[PlannedRow], kept: set[str]) -> int:
    lock_project(run.project_id)
    run = Run.objects.select_related("endpoint", "codebook").get(pk=run.pk)
    accepting = Accepting(run, recipe.context.spec.question().name)
    known = {bytes(one) for one in _taken(run, rows)}
    results, chosen, away = [], 0, 0
    by_row = {row.pk: row for row in rows}
    for row in rows:
        row.state, row.reason, row.accepted = State.REJECTED, NOT_CHOSEN.reason, 0
    for at, candidate in held_candidates(rows).items():
        row, content = by_row[at.row], content_hash(candidate.fields) if candidate.fields else b""
        if f"{at.row}/{at.place}" in kept and content not in known:
            accepting.add(row, at.place, candidate, content, review=bool(candidate.review))
            row.state, row.reason, row.accepted = State.ACCEPTED, "", row.accepted + 1
            chosen += 1
        else:
            results += gate_results(*at, [NOT_CHOSEN])
            away += 1
    note_ends(rows)
    insert(results, ignore_conflicts=True)
    accepting.store()
    turned = dict(run.turned_away)
    turned[NOT_CHOSEN.gate] = tallied(turned.get(NOT_CHOSEN.gate, {}), [NOT_CHOSEN.reason] * away)
    Run.objects.filter(pk=run.pk).update(
        accepted=F("accepted") - away, rejected=F("rejected") + away, turned_away=turned
    )
    return chosen


def _taken(run: Run, rows: list[PlannedRow]) -> list[bytes]:
    """What was imported or written meanwhile by another run."""
    contents = [content_hash(one["fields"]) for row in rows for one in row.candidates if one["fields"]]
    return list(
        Sample.objects.filter(project=run.project_id, content_hash__in=contents).values_list("content_hash", flat=True)
    )
