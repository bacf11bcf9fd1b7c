"""The gates of a recipe in a run, and whether the codebook's fields take what it writes and have what it reads."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generation.methods.context import Context
from generation.methods.fields import check_alone, check_filled, check_held, check_told, placing
from generation.methods.kit import Kit
from generation.methods.parts import Part, resolved
from generation.methods.plans.steps.plan import Steps
from generation.methods.steps import Gate
from generation.methods.taskspec import TaskSpec

if TYPE_CHECKING:
    from generation.catalogue.recipe import Recipe

FIELD_SETTINGS = {"field", "input", "output", "optional", "entities"}  # of gates: which part of a sample they look at
#: Gates that say something else of a part than of the whole sample.
MEASURING = {"word_growth", "repeated_run", "drift", "entity_literal"}


def gates_of(verify: Sequence[Part], context: Context) -> tuple[Gate, ...]:
    """Return the gates that a candidate must pass under a run's settings, in order."""
    spec, params = context.spec, context.params
    said = params.get("fields", "")
    return tuple(
        Gate(part.name, _placed(resolved(part.settings, params, part.name), spec, said))
        for part in verify
        if part.wanted(params)
    )


def _placed(settings: Mapping[str, Any], spec: TaskSpec, said: str) -> dict[str, Any]:
    """Name the codebook's fields where a gate names parts of a sample, as items do."""
    known = {field.name for field in spec.fields}

    def place(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(map(place, part))
        return part if part in known else placing([part], spec, said)[part]

    return {name: place(value) if name in FIELD_SETTINGS else value for name, value in settings.items()}


def check_fields(plan: Steps, recipe: "Recipe", kit: Kit) -> None:
    """Each part that is written has a field and each field a part; samples have what is read of them. PartError says
    what does not fit."""
    spec, params = kit.context.spec, kit.context.params
    said, writes = params.get("fields", ""), plan.writes(kit)
    used = [part for part in recipe.verify if part.wanted(params)]
    measured = any(one.name in MEASURING and one.settings.get("field") for one in used)
    where = placing(writes, spec, said, apart=plan.apart or measured)
    check_told(said, writes or plan.takes(kit), plan.reads(kit))
    if plan.apart:
        for name in {*where.values()} - {""}:
            check_alone(where, name)
    gates = gates_of(recipe.verify, kit.context)
    if where:
        given = next((gate.params.get("optional", ()) for gate in gates if gate.name == "format"), ())
        check_filled(where, spec, given)
    for gate in gates:
        if gate.name in MEASURING:
            check_alone(where, gate.params.get("field", ""))
    if recipe.items(params):
        check_held(plan.takes(kit), spec, said)
