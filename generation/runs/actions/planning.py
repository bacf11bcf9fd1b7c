"""Which rows come next, and when a run has ended. Any worker may plan; the database lets one of them win."""

import random
from itertools import accumulate

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from generation.catalogue.prepared import Prepared
from generation.conditions.actions import save_dimensions
from generation.conditions.frames import scope_of
from generation.inserts import insert
from generation.methods.allocators import Wanted
from generation.methods.conditions import GIVEN, LENGTH, Dimension, Scope
from generation.methods.draws import derive
from generation.methods.schedules.single_round import MOST_BATCHES, Batch, Stop, next_batch
from generation.methods.steps import Demonstration, Draw, Outcome
from generation.methods.verifiers.words import REASONS
from generation.models import PlannedRow, Round, Run, RunState, Sample
from generation.runs.actions import rounds
from generation.runs.actions.ledger import note
from generation.runs.actions.lifecycle import LEAST_YIELD, pause_run
from generation.runs.expectations import too_dear
from generation.runs.frames.items import next_items
from generation.runs.frames.places import places_of

MOST_GROWN = 2000  # accepted samples that a growing pool shows at most: the newest ones
STOPPED = {
    "reached": "",
    "low_yield": _("Stopped: hardly any candidate is accepted. Look at what the gates say."),
    "max_batches": _("Stopped: 200 batches did not give as many samples as asked for."),
    "no_items": _("Ended: the samples or other material that rows are made from are used up."),
}
LOW_YIELD = _(
    "Only %(accepted)s of %(tried)s candidates are accepted. Look at what the gates say; resume to go on all the same."
)
NOTHING = _("No row was accepted: %(failed)s failed, %(rejected)s were rejected. Most often: %(why)s")
ONE_LABEL = _(
    "All samples of this run carry one label, “%(label)s”, although several were asked for. Look at what the gates "
    "turned away and at whether the texts fit the label."
)
NONE_ASKED = {
    STOPPED["no_items"]: _("Nothing was asked: there are no samples, or other material, that rows could be made from."),
}
State = PlannedRow.State


def standing(run_id: int) -> tuple[int, int, int | None]:
    """The round, how many batches it has, and the first one that has not settled: all that the next is decided by."""
    number, settled, batches = Run.objects.values_list("round", "settled", "batches").get(pk=run_id)
    following = PlannedRow.objects.filter(run=run_id, round=number, index=settled)
    return number, batches, following.values_list("batch", flat=True).first()


def plan(run: Run, recipe: Prepared) -> bool:
    """Freeze the next batch where it is time for one. True where something changed."""
    if "scope" not in run.setup or run.state != RunState.RUNNING:
        return False
    if run.count == 0:
        return finish(run, RunState.DONE)
    round = rounds.ready(run, recipe)
    if round is None:
        return _prepare(run, recipe)
    batches = _batches(run)
    if len(batches) != run.batches:
        return False  # another worker froze one since the run was read: its allocator's state is of before that
    rows, seen = _decided(run, recipe, round, batches)
    if isinstance(rows, Stop):
        return _stop(run, recipe, round, batches, rows)
    if rows and (dear := too_dear(run)):
        return _ask_whether_to_go_on(run, "asked_cost", dear)
    return _freeze(run, recipe, batches, rows, seen) if rows else False


def _prepare(run: Run, recipe: Prepared) -> bool:
    try:
        rounds.prepare(run, recipe)
    except rounds.RoundEnds as reason:
        return _end(run, str(reason))
    except rounds.WaitsForPeople as reason:
        return pause_run(run=run, reason=str(reason))
    return True


def _stop(run: Run, recipe: Prepared, round: Round, batches: list[Batch], stop: Stop) -> bool:
    """End the round once its rows have settled; those that nobody has begun are not needed any more."""
    if stop.reason == "reached":
        unbegun = run.rows.filter(round=run.round, state=State.PLANNED)
        unbegun.update(state=State.SURPLUS, reason="enough were accepted before")
    if run.settled < sum(batch.rows for batch in batches):
        return False
    if stop.reason == "low_yield" and run.passed:
        told = {"accepted": run.passed, "tried": run.passed + run.rejected + run.failed}
        return _ask_whether_to_go_on(run, "asked_at", LOW_YIELD % told)
    if rounds.go_on(run, recipe):
        return True
    return _end(run, STOPPED[stop.reason])


def _ask_whether_to_go_on(run: Run, why: str, reason: str) -> bool:
    """Pause: a lead looks at what the gates say, and resumes or cancels. `why` is of lifecycle.ASKED."""
    with transaction.atomic():  # the set-up as it is now: others have noted things since the run was read
        current = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        current.setup[why] = run.passed + run.rejected + run.failed
        current.save(update_fields=["setup"])
    return pause_run(run=run, reason=reason)


def _batches(run: Run) -> list[Batch]:
    """Rows and accepted samples of each batch; one is settled when all its rows are. What had settled by the last plan
    is final, so its rows are not counted again."""
    found = [Batch(rows, accepted, True) for rows, accepted in run.plan_state.get("ended", ())]
    before = sum(batch.rows for batch in found)
    of_round = run.rows.filter(round=run.round, index__gte=before).values("batch")
    for row in of_round.annotate(rows=Count("pk"), accepted=Sum("accepted")).order_by("batch"):
        before += row["rows"]
        found.append(Batch(row["rows"], row["accepted"], run.settled >= before))
    return found


def _decided(run: Run, recipe: Prepared, round: Round, batches: list[Batch]) -> tuple[int | Stop, int]:
    """How many rows come next, and how many batches the decision knows the end of.

    The last batch counts as under way even when it has settled, unless nothing can be decided without it: so the plan
    is the same for one worker and for many. Once a choice is frozen, what had passed is the round's count alone: rows
    that were not chosen give nothing any more.
    """
    if round.kept is not None:
        given_up = round.accepted < round.target and len(batches) >= MOST_BATCHES
        return Stop("max_batches" if given_up else "reached"), len(batches)
    concurrency, settled = places_of(run), sum(batch.settled for batch in batches)
    expected = {"expected": recipe.candidates, "least_yield": run.setup.get("least_yield", LEAST_YIELD)}
    if batches and batches[-1].settled:
        early = [*batches[:-1], Batch(batches[-1].rows)]
        rows = next_batch(round.target, early, concurrency, **expected)
        if rows != 0:
            return rows, len(batches) - 1
    return next_batch(round.target, batches, concurrency, **expected), settled


def _freeze(run: Run, recipe: Prepared, batches: list[Batch], rows: int, known: int) -> bool:
    number, start = len(batches), sum(batch.rows for batch in batches)
    seen = run.plan_state.get("seen", 0)
    begins = [0, *accumulate(batch.rows for batch in batches)]  # index of each batch's first row
    finished, pending = _outcomes(run, begins[seen], begins[known]), _pending(run, begins[known])
    rng = random.Random(derive(run.seed, "propose", run.round, number))
    items = next_items(run, recipe.recipe.items(run.params), rows, recipe.recipe.times(run.params))
    grown = _grown(run, known) if recipe.grows else ()
    wanted = Wanted(rows, run.plan_state.get("allocator", {}), finished, pending, items, grown)
    proposal = recipe.propose(wanted, rng)
    if not proposal.draws:
        if run.settled < start:
            return False
        return True if rounds.go_on(run, recipe) else _end(run, STOPPED["no_items"])
    planned = [_row(run, number, start + place, draw) for place, draw in enumerate(proposal.draws)]
    with transaction.atomic():
        current = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        if (current.round, current.batches) != (run.round, number) or current.state != RunState.RUNNING:
            return False  # another worker planned this batch: it drew the same rows
        insert(planned)
        current.batches = number + 1
        ended = [[batch.rows, batch.accepted] for batch in batches if batch.settled]
        current.plan_state = {"allocator": proposal.state, "seen": max(seen, known), "ended": ended}
        current.save(update_fields=["batches", "plan_state"])
    return True


def _row(run: Run, batch: int, index: int, draw: Draw) -> PlannedRow:
    return PlannedRow(
        run_id=run.pk,
        round=run.round,
        batch=batch,
        index=index,
        label=next(iter(draw.labels.values()), ""),
        condition=draw.to_json(),
        source_id=int(draw.item) if draw.item else None,
        seed=derive(run.seed, "call", run.round, index),
    )


def _outcomes(run: Run, start: int, end: int) -> list[Outcome]:
    """What came of the rows from one index to before another."""
    settled = run.rows.filter(round=run.round, index__gte=start, index__lt=end).order_by("index")
    ended = settled.values_list("condition", "accepted")
    return [Outcome(Draw.from_json(condition), accepted > 0, accepted) for condition, accepted in ended]


def _pending(run: Run, start: int) -> list[Draw]:
    drawn = run.rows.filter(round=run.round, index__gte=start).order_by("index").values_list("condition", flat=True)
    return [Draw.from_json(condition) for condition in drawn]


def _grown(run: Run, known: int) -> list[Demonstration]:
    """What the run has accepted in earlier rounds and in the batches whose end is known, in order; the newest ones that
    nobody has thrown away since."""
    earlier = run.samples.filter(planned_row__round__lt=run.round)
    now = run.samples.filter(planned_row__round=run.round, planned_row__batch__lt=known)
    newest = (earlier | now).kept().order_by("-pk").values_list("pk", "fields", "current_label", "answers")[:MOST_GROWN]
    first = run.codebook.judged_name
    return [
        Demonstration(str(pk), fields, {first: label, **answers}, {"machine": True})
        for pk, fields, label, answers in reversed(newest)
    ]


@transaction.atomic
def finish_setup(run: Run, row: PlannedRow, recipe: Prepared, dimensions: tuple[Dimension, ...]) -> None:
    """Keep what the set-up found, and freeze what the rows are drawn from."""
    current = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    if "scope" in current.setup:
        return
    save_dimensions(project=run.project, dimensions=dimensions, source=f"run {run.pk}")
    current.setup["scope"] = recipe.seen(_drawn_from(scope_of(run.project), dimensions)).to_json()
    current.setup["setup_usd"] = str(current.cost_usd)  # all that is paid by now: no other row has been asked
    current.save(update_fields=["setup"])
    PlannedRow.objects.filter(pk=row.pk).update(state=State.ACCEPTED, claim="")


def _drawn_from(kept: Scope, found: tuple[Dimension, ...]) -> Scope:
    """What the project keeps by now, with what this run's settings say alone: the project's lengths are those of all
    earlier runs' settings, of which this one draws none."""
    lengths = {one.name: one for one in found if one.kind == LENGTH}
    there = (lengths.get(one.name) if one.kind == LENGTH else one for one in kept.dimensions)
    return Scope((*filter(None, there), *(one for one in found if one.kind == GIVEN)))


def _end(run: Run, reason: str) -> bool:
    """Done where the run gave something. One that gave nothing has failed, whether its rows came to nothing or there
    was none to ask for."""
    if Run.objects.filter(pk=run.pk, accepted__gt=0).exists():
        _note_one_label(run)
        return finish(run, RunState.DONE, reason)
    return finish(run, RunState.FAILED, (_why_nothing(run) or NONE_ASKED.get(reason, reason))[:500])


def _note_one_label(run: Run) -> None:
    """Write down where what was accepted has one label alone, though others were asked for, too."""
    written = Sample.objects.filter(run=run).exclude(current_label="").order_by()
    labels = list(written.values_list("current_label", flat=True).distinct()[:2])
    if len(labels) != 1 or len(written.values_list("pk")[:2]) < 2:
        return
    if run.rows.filter(round__gt=0).exclude(label__in=("", labels[0])).exists():
        note(run.pk, [ONE_LABEL % {"label": labels[0]}])


def _why_nothing(run: Run) -> str:
    """What its rows came to, and most often why; "" where there is none that says so."""
    rows = run.rows.filter(round__gt=0, state__in=(State.FAILED, State.REJECTED)).order_by()
    why = rows.values_list("reason").annotate(rows=Count("pk")).order_by("-rows", "reason").first()
    if why is None:
        return ""
    count = dict(rows.values_list("state").annotate(rows=Count("pk")))
    told = {"failed": count.get(State.FAILED, 0), "rejected": count.get(State.REJECTED, 0)}
    return NOTHING % (told | {"why": REASONS.get(why[0], why[0])})


def finish(run: Run, state: RunState, reason: str = "") -> bool:
    ended = Run.objects.filter(pk=run.pk, state=RunState.RUNNING)
    return bool(ended.update(state=state, reason=reason, finished_at=timezone.now()))
