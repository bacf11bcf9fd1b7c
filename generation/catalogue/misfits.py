"""What has to fit together in a recipe: a template for each step, and something that gives each name it reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generation.catalogue.recipe import Recipe
from generation.methods.nearest import nearest
from generation.methods.parts import Part, at, unknown
from generation.methods.plans.steps.plan import Steps
from generation.methods.templates import Template, step_of, variables
from generation.methods.translatable import gettext_noop as _

#: A place in the document, an English message with %(…)s places, and the values for these.
Misfit = tuple[str, str, dict[str, Any]]

LONGEST_STEP = 60  # with the numbers of turns and repeats it stays below what a call's name may measure
MESSAGES = ("system", "user")
#: Settings that name what is drawn, by their part.
DRAWN = {"quota": "of", "score_top": "cell", "word_inclusion": "dimensions", "mention": "dimensions"}
MISREAD = _("Nothing gives “%(name)s”. Did you mean “%(meant)s”?")
LONG_STEP = _("The step “%(name)s…” has a name of %(length)s characters: write one of at most %(most)s.")
NO_TEMPLATE = _("The step “%(name)s” has no template.")
NO_TEMPLATE_BUT = _("The step “%(name)s” has no template. Did you mean “%(meant)s”?")


def misfits(
    recipe: Recipe, plan: Any, sources: Sequence[Any], noted: Sequence[str], gates: Mapping[str, Part]
) -> Iterator[Misfit]:
    """All that does not fit in a recipe whose parts can be built: `sources` and `plan` are these parts, `noted` the
    names that its schedule gives, `gates` its gates by their places."""
    there = {step_of(one): one for one in (*plan.templates, *recipe.templates)}
    drawn = [name for source in sources for name in source.names]
    yield from _steps(plan, there)
    yield from _templates(there, _slots(recipe, plan, sources, noted))
    yield from _reads(recipe, plan, [_as_slot(name) for name in drawn], noted)
    yield from _drawn({"allocator": recipe.allocator, "schedule": recipe.schedule, **gates}, drawn)


def _as_slot(name: str) -> str:
    return name.replace("-", "_")


def _steps(plan: Any, there: Mapping[str, Template]) -> Iterator[Misfit]:
    """Each step that the plan asks has a template, and a name that can be stored."""
    for step in sorted(step for step in plan.asks if len(step) > LONGEST_STEP):
        yield "plan", LONG_STEP, {"name": step[:60], "length": len(step), "most": LONGEST_STEP}
    for step in sorted(plan.asks - there.keys()):
        where = f"plan.steps.{plan.asking(step)}" if isinstance(plan, Steps) else "templates"
        if meant := nearest(step, sorted(there.keys() - plan.asks)):
            yield where, NO_TEMPLATE_BUT, {"name": step, "meant": meant}
        else:
            yield where, NO_TEMPLATE, {"name": step}


def _slots(recipe: Recipe, plan: Any, sources: Sequence[Any], noted: Sequence[str]) -> dict[str, set[str]]:
    """The names that each step fills in its template."""
    steps = isinstance(plan, Steps)
    settings = {param.name for param in recipe.params} if steps else set()
    slots = {step: {*names, *settings, *noted} for step, names in plan.slots.items()}
    for source in sources:
        for step, names in source.slots.items():
            slots.setdefault(step, set()).update(names)
        for step in slots if steps else ("write",):
            slots.setdefault(step, set()).update(map(_as_slot, source.names))
    return slots


def _templates(there: Mapping[str, Template], slots: Mapping[str, set[str]]) -> Iterator[Misfit]:
    """Each template is a step's, and names what that step fills."""
    for step, template in there.items():
        path = at("templates", step)
        if step not in slots:
            yield path, *unknown(step, slots)
            continue
        for key in MESSAGES:
            for name in sorted(variables(getattr(template, key)) - slots[step]):
                yield at(path, key), *unknown(name, slots[step])


def _reads(recipe: Recipe, plan: Any, drawn: Sequence[str], noted: Sequence[str]) -> Iterator[Misfit]:
    """What steps read is given by something."""
    if not isinstance(plan, Steps):
        return
    given = (*(param.name for param in recipe.params), *noted, *drawn, *(f"{name}_examples" for name in drawn))
    for path, name, meant in plan.ungiven(given):
        if meant:
            yield f"plan.steps.{path}", MISREAD, {"name": name, "meant": meant}


def _drawn(parts: Mapping[str, Part], drawn: Sequence[str]) -> Iterator[Misfit]:
    """What parts name of what is drawn is drawn; or it is an attribute of the project's own."""
    for path, part in parts.items():
        key = DRAWN.get(part.name, "")
        for where, name in _spelled(part.settings.get(key, ()), at(at(path, part.name), key)):
            if name not in drawn and (meant := nearest(name, drawn)):
                yield where, MISREAD, {"name": name, "meant": meant}


def _spelled(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The names that a setting spells out, one or a list of them, each with its place."""
    if isinstance(value, str):
        yield path, value
    for i, name in enumerate(value if isinstance(value, list) else ()):
        yield from _spelled(name, at(path, i))
