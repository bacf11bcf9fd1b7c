"""A plan: a registered recipe with settings of its own, and the changes that a critic may make to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.params import Param, ParamError
from generation.catalogue.recipe import Recipe

NAME = "proposed"
RECIPE = "recipe"  # the change that takes another recipe, with its settings as they come
NOT_ITS_BUSINESS = frozenset({"question"})  # what the data set is about is the lead's to say


class NotAllowed(ValueError):
    """A change that is not on the list, or a value that does not fit; the message goes back to the model."""


@dataclass(frozen=True)
class Change:
    """One difference with its reason."""

    setting: str
    value: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """A recipe by name with the settings that differ from its own."""

    recipe: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def changed(self, change: Change, recipes: Mapping[str, Recipe]) -> "Plan":
        """Return the plan with one change; NotAllowed where it is none of those that `allowed` lists."""
        if change.setting == RECIPE:
            if change.value not in recipes:
                raise NotAllowed(f"There is no recipe {change.value!r}. There is: {', '.join(recipes)}.")
            return Plan(change.value)
        known = {param.name: param for param in allowed(recipes[self.recipe])}
        if change.setting not in known:
            raise NotAllowed(f"There is no setting {change.setting!r}. There is: {RECIPE}, {', '.join(known)}.")
        value = _value(known[change.setting], change.value)
        return replace(self, settings={**self.settings, change.setting: value})

    def document(self, recipes: Mapping[str, Recipe]) -> str:
        """Return it as a document that reads back: what it names is registered, what it sets is in bounds."""
        recipe = recipes[self.recipe]
        try:
            values = recipe.clean(dict(self.settings))
        except ParamError as problem:
            raise NotAllowed(str(problem)) from problem
        params = tuple(replace(param, default=values[param.name]) for param in recipe.params)
        document = to_yaml(replace(recipe, name=NAME, params=params))
        from_yaml(document)
        return document


def allowed(recipe: Recipe) -> tuple[Param, ...]:
    """Return the settings that may be changed."""
    return tuple(param for param in recipe.params if param.name not in NOT_ITS_BUSINESS)


def listed(recipe: Recipe, settings: Mapping[str, Any]) -> str:
    """Return the settings with their values and bounds, a line each."""
    return "\n".join(_line(param, settings.get(param.name, param.default)) for param in allowed(recipe))


def _line(param: Param, value: Any) -> str:
    bounds = f", {param.least} to {param.most}" if param.least is not None and param.most is not None else ""
    choices = f", one of {', '.join(dict(param.choices))}" if param.choices else ""
    return f"- {param.name} ({param.type}{bounds}{choices}) = {value!r}: {param.title}. {param.help}"


def _value(param: Param, text: str) -> Any:
    try:
        return param.clean(_read(param.type, text.strip()))
    except ValueError as problem:
        message = problem.args[0] % problem.args[1] if len(problem.args) == 2 else str(problem)
        raise NotAllowed(f"{param.name}: {message}") from problem


def _read(kind: str, text: str) -> Any:
    if kind == "bool":
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
    return int(text) if kind == "int" else float(text) if kind == "float" else text
