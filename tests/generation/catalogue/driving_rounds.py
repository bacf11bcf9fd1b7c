"""Runs a recipe of several rounds as the engine does, in memory: prepare, draw until the target, settle, choose."""

from dataclasses import dataclass, field, replace
from random import Random

from generation.catalogue.prepared import Prepared
from generation.catalogue.recipe import Recipe
from generation.methods.allocators import Wanted
from generation.methods.context import Context, Item
from generation.methods.draws import derive
from generation.methods.schedules.schedule import Found, Known, Made, PeopleFirst, RoundStops
from generation.methods.schedules.single_round import Batch, Stop, next_batch
from generation.methods.steps import Candidate, Draw, drive
from generation.methods.verifiers.duplicates import compared, compared_field
from generation.methods.verifiers.registry import ARRIVAL, BOUNDARY, verdicts
from generation.methods.verifiers.text_index import TextIndex
from tests.generation.catalogue.driving import set_up

BATCH = 64


@dataclass
class Ran:
    """What a run of rounds came to: all that was accepted, and the notes of each round."""

    context: Context
    made: dict[str, Made] = field(default_factory=dict)
    drafts: dict[str, Candidate] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    turned_away: list[tuple[Draw, Candidate, str]] = field(default_factory=list)
    reviewed: dict[str, str] = field(default_factory=dict)
    dropped: list[Made] = field(default_factory=list)
    stopped: str = ""
    asked: int = 0

    def of_round(self, number: int) -> list[Made]:
        return [one for one in self.made.values() if one.round == number]


def run_rounds(recipe: Recipe, context: Context, model, known: Known | None = None, seed: int = 1, answer=None) -> Ran:
    """Run to the end. `known` is what the project holds; `answer` has people label samples, in `known.people`."""
    given = known or Known()
    context = replace(context, gold=len(given.gold), support=given.support, seed=seed)
    first = set_up(recipe, context, model)
    ran, index = Ran(first.context), TextIndex()
    for number in range(1, first.schedule.last(context.count) + 1):
        try:
            notes = _prepared(first, number, _known(given, ran), seed, answer)
        except RoundStops as reason:
            ran.stopped = str(reason)
            break
        ran.notes.append(notes)
        prepared = recipe.prepare(replace(first.context, notes=notes))
        _one_round(prepared, number, ran, index, given, model, seed)
    return ran


def _prepared(recipe: Prepared, number: int, known: Known, seed: int, answer=None) -> dict:
    try:
        return recipe.schedule.prepare(recipe.kit, number, known, Random(derive(seed, "round", number)))
    except PeopleFirst as waiting:
        if answer is None:
            raise
        answer(waiting.samples)
        return _prepared(recipe, number, replace(known, asked=waiting.samples), seed)


def _known(given: Known, ran: Ran) -> Known:
    return replace(given, made=[ran.made[name] for name in sorted(ran.made)], found=ran.found)


def _one_round(recipe: Prepared, number: int, ran: Ran, index, given: Known, model, seed: int) -> None:
    schedule, notes = recipe.schedule, ran.notes[-1]
    target, state, passed = notes.get("target", schedule.target(recipe.context.count, number)), {}, []
    batches: list[Batch] = []
    waiting = [item for item in given.items if item.id not in ran.made and item.id not in given.people]
    while not isinstance(stop := next_batch(target, batches, 16, expected=recipe.candidates), Stop):
        rng = Random(derive(seed, "propose", number, len(batches)))
        rows, before = min(target - len(passed), BATCH), len(passed)
        items, waiting_after = _next_items(recipe, waiting, rows)
        grown = ()
        proposal = recipe.propose(Wanted(rows, state, items=items, grown=grown), rng)
        state, waiting = proposal.state, waiting_after
        if not proposal.draws:
            break
        for draw in proposal.draws:
            for candidate in drive(recipe.row(draw), model):
                if why := _settled(recipe, candidate, draw, index):
                    ran.turned_away.append((draw, candidate, why))
                elif len(passed) < target:
                    passed.append((draw, candidate))
        batches.append(Batch(len(proposal.draws), len(passed) - before, settled=True))
    else:
        ran.stopped = "" if stop.reason == "reached" else stop.reason
    _keep(recipe, number, ran, passed, given, seed)


def _next_items(recipe: Prepared, waiting: list[Item], rows: int) -> tuple[tuple[Item, ...], list[Item]]:
    if not recipe.recipe.items(recipe.context.params):
        return (), waiting
    return tuple(waiting[:rows]), waiting[rows:]


def _settled(recipe: Prepared, candidate: Candidate, draw: Draw, index) -> str:
    if candidate.problem:
        return candidate.problem
    if candidate.is_aside:
        return ""
    for when in (ARRIVAL, BOUNDARY):
        said = verdicts(recipe.gates, candidate, draw, recipe.context, index, when=when)
        if said and said[-1].action == "reject":
            return said[-1].gate
    if not candidate.item:
        index.add(compared(candidate.fields, compared_field(recipe.gates)))
    return ""


def _keep(recipe: Prepared, number: int, ran: Ran, passed: list, given: Known, seed: int) -> None:
    made = {}
    for place, (draw, candidate) in enumerate(passed):
        if candidate.is_aside:
            ran.found.append(Found(number, candidate.kept, draw.to_json()))
            continue
        name = candidate.item or f"{number}-{place:05d}"
        label = candidate.labels[0] if candidate.labels else None
        before = ran.made.get(name)
        made[name] = Made(
            name,
            candidate.fields or draw.item_fields,
            label.label if label else "",
            number,
            candidate.kept.get("score", label.probability if label else None),
            draw.to_json(),
            candidate.parents,
            before.label if before else "",
            candidate.kept,
        )
        ran.drafts[name] = candidate
        if candidate.review:
            ran.reviewed[name] = candidate.review
    schedule = recipe.schedule
    if schedule.selects:
        known, rng = _known(given, ran), Random(derive(seed, "choose", number))
        every = list(made.values())
        kept = schedule.keep(recipe.kit, number, every, schedule.kept(recipe.context.count, number), known, rng)
        ran.dropped += [one for name, one in made.items() if name not in kept]
        made = {name: one for name, one in made.items() if name in kept}
        ran.reviewed |= schedule.doubted(recipe.kit, number, list(made.values()), known, rng)
    ran.made |= made
