"""Between rounds: what is found out before one, what stays of it, and going on to the next.

A round's preparation depends on what has settled alone, so workers that prepare it twice come to the same; the database
keeps the first.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from generation.catalogue.prepared import Prepared
from generation.locks import lock_project
from generation.methods.content import content_hash
from generation.methods.draws import derive
from generation.methods.schedules.schedule import PeopleFirst, RoundStops
from generation.methods.steps import Verdict
from generation.methods.tallies import tallied
from generation.models import LabelSource, PlannedRow, Round, Run, RunState, Sample, SampleState
from generation.runs.actions.accepting import Accepting
from generation.runs.actions.candidates import gate_results, store_gate_results
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
    return Round.objects.defer("notes").filter(run=run, number=run.round).first()


def prepare(run: Run, recipe: Prepared) -> None:
    """Find out what the round's rows are drawn with, in a child process where that needs much memory."""
    if recipe.schedule.heavy:
        _in_child(run, "prepare")
    else:
        prepare_here(run, recipe)


def _in_child(run: Run, work: str) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare_round", str(run.pk), work]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"round {run.round}: {work} failed: {done.stderr.strip()[-300:]}")
    answer, _newline, message = done.stdout.partition("\n")
    if answer == "ends":
        raise RoundEnds(message.strip())
    if answer == "people":
        raise WaitsForPeople(message.strip())


def prepare_here(run: Run, recipe: Prepared) -> None:
    schedule, number = recipe.schedule, run.round
    asked_before = run.plan_state.get("asked", [])
    try:
        known = replace(known_of(run, schedule.needs, recipe.context.question_name), asked=tuple(asked_before))
        notes = schedule.prepare(recipe.kit, number, known, Random(derive(run.seed, "round", number)))
    except RoundStops as reason:
        raise RoundEnds(str(reason)) from reason
    except PeopleFirst as asked:
        put_before_people(run, asked.samples)
        _note_asked(run, asked.samples)
        raise WaitsForPeople(str(asked)) from asked
    report = notes.pop("report", {})  # apart from the notes, so that a page shows it without reading them
    prepared = {"target": notes.get("target", schedule.target(run.count, number)), "notes": notes, "report": report}
    with transaction.atomic():
        _round, new = Round.objects.get_or_create(run=run, number=number, defaults=prepared)
        if new:
            put_before_people(run, notes.get("people", ()))


def put_before_people(run: Run, samples: Iterable[str]) -> None:
    """They go to the head of the queue, in which they may be already; what a person has answered stays as it is."""
    asked = Sample.objects.filter(project=run.project_id, pk__in=[int(name) for name in samples])
    asked.exclude(label_source=LabelSource.PERSON).update(state=SampleState.NEEDS_PERSON)


def _note_asked(run: Run, samples: Iterable[str]) -> None:
    """Whoever prepares the round again asks for the same ones, whatever was imported meanwhile."""
    with transaction.atomic():
        current = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        if current.round == run.round:
            current.plan_state = current.plan_state | {"asked": list(samples)}
            current.save(update_fields=["plan_state"])


def go_on(run: Run, recipe: Prepared) -> bool:
    """End the current round, whose rows have all settled: choose what stays, and begin the next or none.

    True where another round follows.
    """
    round = Round.objects.defer("notes").get(run=run, number=run.round)
    if recipe.schedule.selects:
        choose(run, recipe, round)
    last = run.round >= recipe.schedule.last(run.count)
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
    """Keep the held candidates that the schedule chooses; the others are turned away. Done twice it changes nothing."""
    if round.kept is None:
        if recipe.schedule.heavy:
            _in_child(run, "choose")
        else:
            choose_here(run, recipe)
    chosen = Round.objects.values_list("notes", flat=True).get(pk=round.pk)["chosen"]
    for rows in _held(run, round.number):
        _settle_chosen(run, recipe, rows, chosen)
    kept = run.rows.filter(round=round.number).aggregate(kept=Sum("accepted"))["kept"] or 0
    Round.objects.filter(pk=round.pk).update(kept=kept)


def choose_here(run: Run, recipe: Prepared) -> None:
    """Freeze which candidates stay, and why a person is to look at some of them: a kill in the midst of what follows
    changes nothing of it. Nothing is planned for a round that knows what is `kept` of it."""
    schedule, number = recipe.schedule, run.round
    made = [one for rows in _held(run, number) for one in made_of_rows(recipe, rows, held_candidates(rows))]
    known, rng = known_of(run, schedule.needs, recipe.context.question_name), Random(derive(run.seed, "choose", number))
    kept = schedule.keep(recipe.kit, number, made, schedule.kept(run.count, number), known, rng)
    doubted = schedule.doubted(recipe.kit, number, [one for one in made if one.sample_id in kept], known, rng)
    with transaction.atomic():
        round = Round.objects.select_for_update(no_key=True).get(run=run, number=number)
        if round.kept is None:
            round.notes = round.notes | {"chosen": {name: doubted.get(name, "") for name in sorted(kept)}}
            round.kept = len(kept)
            round.save(update_fields=["notes", "kept"])


def _held(run: Run, number: int) -> Iterator[list[PlannedRow]]:
    last = -1
    held = PlannedRow.objects.filter(run=run, round=number, state=State.HELD).order_by("index")
    while rows := list(held.filter(index__gt=last)[:CHUNK]):
        last = rows[-1].index
        yield rows


@transaction.atomic
def _settle_chosen(run: Run, recipe: Prepared, rows: list[PlannedRow], chosen: dict[str, str]) -> None:
    lock_project(run.project_id)
    run = Run.objects.select_related("endpoint", "codebook").get(pk=run.pk)
    rows = list(PlannedRow.objects.filter(pk__in=[row.pk for row in rows], state=State.HELD).order_by("index"))
    accepting = Accepting(run, recipe.context.judged_name, rows)
    known = {bytes(one) for one in _taken(run, rows)}
    results, away, new = [], 0, 0
    by_row, held = {row.pk: row for row in rows}, held_candidates(rows)
    for row in rows:
        row.state, row.reason, row.accepted = State.REJECTED, NOT_CHOSEN.reason, 0
    for at, candidate in held.items():
        row, content = by_row[at.row], content_hash(candidate.fields) if candidate.fields else b""
        name = f"{at.row}/{at.place}"
        if name in chosen and content not in known:
            accepting.add(row, at.place, candidate, content, review=bool(candidate.review or chosen[name]))
            row.state, row.reason, row.accepted = State.ACCEPTED, "", row.accepted + 1
            new += accepting.is_new(candidate)
        else:
            results += gate_results(*at, [NOT_CHOSEN])
            away += 1
    note_ends(rows)
    store_gate_results(results)
    accepting.store()
    turned = dict(run.turned_away)
    turned[NOT_CHOSEN.gate] = tallied(turned.get(NOT_CHOSEN.gate, {}), [NOT_CHOSEN.reason] * away)
    Run.objects.filter(pk=run.pk).update(
        accepted=F("accepted") + new,
        held=F("held") - len(held),
        rejected=F("rejected") + away,
        turned_away=turned,
        pace=[[at, passed + new - len(held)] for at, passed in run.pace],  # what passed before the choice took its time
    )


def _taken(run: Run, rows: list[PlannedRow]) -> list[bytes]:
    """What was imported or written meanwhile by another run."""
    contents = [content_hash(one["fields"]) for row in rows for one in row.candidates if one["fields"]]
    return list(
        Sample.objects.filter(project=run.project_id, content_hash__in=contents).values_list("content_hash", flat=True)
    )
