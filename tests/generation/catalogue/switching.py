"""A recipe with its key part switched off."""

from dataclasses import replace

from generation.catalogue.recipe import Recipe
from generation.methods.parts import Part


def without(recipe: Recipe, *reasons: str) -> Recipe:
    """The recipe without the requirements that give these reasons."""
    steps = recipe.plan.settings["steps"]
    left = [step for step in steps if step.get("require", {}).get("reason") not in reasons]
    assert len(left) == len(steps) - len(reasons)
    return replace(recipe, plan=Part(recipe.plan.name, {**recipe.plan.settings, "steps": left}))


def changed(recipe: Recipe, kind: str, name: str, **changes) -> Recipe:
    """The recipe with other settings of a step: of the tool or the template called `name`."""

    def other(step: dict) -> dict:
        [(found, settings)] = step.items()
        if found == "loop":
            return {found: {**settings, "steps": [other(one) for one in settings["steps"]]}}
        mine = found == kind and name in (settings.get("tool"), settings.get("step"))
        return {found: {**settings, **changes}} if mine else step

    steps = [other(step) for step in recipe.plan.settings["steps"]]
    assert steps != recipe.plan.settings["steps"]
    return replace(recipe, plan=Part(recipe.plan.name, {**recipe.plan.settings, "steps": steps}))
