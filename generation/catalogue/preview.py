"""The very messages that a run would send first, without sending any."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from generation.catalogue.prepared import Prepared
from generation.methods.allocators import Wanted
from generation.methods.context import Item
from generation.methods.draws import derive
from generation.methods.schedules.schedule import Known, RoundStops
from generation.methods.steps import Ask, Draw, SetupFailed


@dataclass(frozen=True)
class Preview:
    """One row as it would be drawn, and the requests that it starts with."""

    draw: Draw
    asks: tuple[Ask, ...]


def preview(recipe: Prepared, seed: int, rows: int = 1, items: Sequence[Item] = ()) -> list[Preview]:
    """Return the first `rows` rows of a run with this seed, and the first requests of each; fewer if items run out.

    Before the set-up, LISTED_LATER stands for the values that it will list.
    """
    recipe = _begun(recipe.expected(), seed)
    rng = Random(derive(seed, "propose", 1, 0))
    proposal = recipe.propose(Wanted(rows, items=items), rng)
    return [Preview(draw, tuple(next(recipe.row(draw), ()))) for draw in proposal.draws]


def _begun(recipe: Prepared, seed: int) -> Prepared:
    """The recipe as its first round is drawn, where that is prepared from the seeds alone."""
    schedule, context = recipe.schedule, recipe.context
    if schedule.heavy or not schedule.has_notes or context.notes or not {*schedule.needs} <= {"made", "support"}:
        return recipe
    try:
        notes = schedule.prepare(recipe.kit, 1, Known(support=context.support), Random(derive(seed, "round", 1)))
    except RoundStops:
        return recipe
    return recipe.recipe.prepare(replace(context, notes=notes))


def setup_preview(recipe: Prepared) -> tuple[Ask, ...]:
    """Return the first requests of the set-up; () where nothing is missing or nothing can be asked."""
    script = recipe.setup()
    if script is None:
        return ()
    try:
        return tuple(next(script))
    except (StopIteration, SetupFailed):
        return ()
