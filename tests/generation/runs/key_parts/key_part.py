"""What makes a recipe the method that it is: how a run shows it, and how it is switched off."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from generation.catalogue.recipe import Recipe
from generation.methods.parts import Part
from tests.generation.runs.key_parts.seen import Seen


@dataclass(frozen=True)
class KeyPart:
    """`holds` says whether what a run has stored shows the part. It is switched off by a setting (`without`), or taken
    out of a copy of the recipe's document (`off`). `settings`, `count`, and what the simulated model is like (its
    `knobs`, and what of its modules is otherwise) are those of both runs; so are the project's `documents`, where the
    usual ones do not tell.
    """

    holds: Callable[[Seen], bool]
    off: Callable[[Recipe], Recipe] | None = None
    without: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    count: int = 6
    knobs: dict[str, float] = field(default_factory=dict)
    model: dict[str, Any] = field(default_factory=dict)
    documents: tuple[dict, ...] = ()


def by_chance(recipe: Recipe) -> Recipe:
    """Rows are drawn by chance instead of evenly."""
    return replace(recipe, allocator=Part("uniform"))


def saying(**texts: str) -> Callable[[Recipe], Recipe]:
    """With other words in the prompts of some steps; a name that ends in `_system` means the system message."""

    def other(recipe: Recipe) -> Recipe:
        changes = {}
        for name, text in texts.items():
            step, _joint, part = name.partition("_system")
            changes.setdefault(step, {})["system" if _joint else "user"] = text
        said = [replace(one, **changes.get(one.name.partition(".")[2], {})) for one in recipe.templates]
        assert said != list(recipe.templates)
        return replace(recipe, templates=tuple(said))

    return other


def adding(step: str, words: str) -> Callable[[Recipe], Recipe]:
    """With these words at the end of a step's prompt."""

    def other(recipe: Recipe) -> Recipe:
        [told] = [one.user for one in recipe.templates if one.name.partition(".")[2] == step]
        return saying(**{step: told + words})(recipe)

    return other


def dropping(step: str, words: str) -> Callable[[Recipe], Recipe]:
    """With these words left out of the prompts of a step, or of all whose names begin with it."""

    def other(recipe: Recipe) -> Recipe:
        said = [
            replace(one, system=one.system.replace(words, ""), user=one.user.replace(words, ""))
            if one.name.partition(".")[2].startswith(step)
            else one
            for one in recipe.templates
        ]
        assert said != list(recipe.templates)
        return replace(recipe, templates=tuple(said))

    return other


def ungated(*gates: str) -> Callable[[Recipe], Recipe]:
    """Without some of its gates."""

    def other(recipe: Recipe) -> Recipe:
        left = tuple(gate for gate in recipe.verify if gate.name not in gates)
        assert len(left) == len(recipe.verify) - len(gates)
        return replace(recipe, verify=left)

    return other


def showing(name: str, **settings: Any) -> Callable[[Recipe], Recipe]:
    """With examples chosen in another way."""
    return lambda recipe: replace(recipe, demonstrations=Part(name, settings))


def turning(**changes: Any) -> Callable[[Recipe], Recipe]:
    """With other settings of the two sides' talk."""
    return on_steps(lambda kind, settings: {**settings, **changes} if kind == "turns" else settings)


def on_steps(change: Callable[[str, dict], dict | None]) -> Callable[[Recipe], Recipe]:
    """With each step's settings as they are changed, those of loops included; None leaves the step out."""

    def changed(steps: list[dict]) -> list[dict]:
        found = []
        for step in steps:
            [(kind, settings)] = step.items()
            if kind == "loop":
                settings = {**settings, "steps": changed(settings["steps"])}
            if (other := change(kind, settings)) is not None:
                found.append({kind: other})
        return found

    def other(recipe: Recipe) -> Recipe:
        steps = changed(recipe.plan.settings["steps"])
        assert steps != list(recipe.plan.settings["steps"])
        return replace(recipe, plan=Part(recipe.plan.name, {**recipe.plan.settings, "steps": steps}))

    return other


def tooling(tool: str, **changes: Any) -> Callable[[Recipe], Recipe]:
    """With other settings of the step that uses a tool."""

    def change(kind: str, settings: dict) -> dict:
        return {**settings, **changes} if settings.get("tool") == tool else settings

    return on_steps(change)


def asking(step: str, **changes: Any) -> Callable[[Recipe], Recipe]:
    """With other settings of a request."""

    def change(kind: str, settings: dict) -> dict:
        return {**settings, **changes} if kind == "ask" and settings["step"] == step else settings

    return on_steps(change)


def not_requiring(*reasons: str) -> Callable[[Recipe], Recipe]:
    """Without the requirements that give these reasons."""
    return on_steps(lambda kind, one: None if kind == "require" and one.get("reason") in reasons else one)


def scheduled(**changes: Any) -> Callable[[Recipe], Recipe]:
    """With other settings of its rounds."""

    def other(recipe: Recipe) -> Recipe:
        return replace(recipe, schedule=Part(recipe.schedule.name, {**recipe.schedule.settings, **changes}))

    return other
