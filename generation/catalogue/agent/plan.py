"""A plan: a recipe with settings of its own, and the changes to it that the agent may name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from generation.catalogue.agent.tries import NotAllowed
from generation.catalogue.agent.turns import Shelf
from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.methods.translatable import gettext_noop as _

#: What the data set is about, and what may mislead or offend, is the lead's to say.
NOT_ITS_BUSINESS = frozenset({"question", "agreed"})
NO_RECIPE = _("There is no recipe “%(name)s”. Known: %(known)s.")
NO_SETTING = _("There is no setting “%(name)s”. Known: %(known)s.")
MEANT = _("There is no recipe “%(name)s”. Did you mean %(meant)s?")
MEANT_SETTING = _("There is no setting “%(name)s”. Did you mean %(meant)s?")
CANNOT = _("The recipe “%(name)s” cannot run here: %(why)s")


@dataclass(frozen=True)
class Change:
    """One difference with its reason."""

    setting: str
    value: str
    why: str


@dataclass(frozen=True)
class Plan:
    """A recipe by name with the settings that differ from its own."""

    recipe: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What makes two plans the same."""
        return self.recipe, json.dumps(dict(self.settings), sort_keys=True)

    def set(self, change: Change, recipe: Recipe) -> "Plan":
        """Return the plan with one setting changed; NotAllowed where there is none such, or the value does not fit."""
        known = {param.name: param for param in allowed(recipe)}
        if change.setting not in known:
            raise NotAllowed(_unknown(change.setting, list(known), MEANT_SETTING, NO_SETTING))
        value = _value(known[change.setting], change.value)
        return replace(self, settings={**self.settings, change.setting: value})


def known_recipe(name: Any, shelf: Shelf, why_not: Mapping[str, str]) -> str:
    """Return the name of a recipe that can run; NotAllowed says what was probably meant, or what it lacks."""
    if not isinstance(name, str) or name not in shelf.recipes:
        can = [known for known, why in why_not.items() if not why]
        raise NotAllowed(_unknown(str(name)[:60], can, MEANT, NO_RECIPE))
    if why := why_not[name]:
        raise NotAllowed(CANNOT % {"name": name, "why": why})
    return name


def allowed(recipe: Recipe) -> tuple[Param, ...]:
    """Return the settings that may be changed."""
    return tuple(param for param in recipe.params if param.name not in NOT_ITS_BUSINESS)


def listed(recipe: Recipe, settings: Mapping[str, Any]) -> str:
    """Return the settings with their values and bounds, a line each."""
    return "\n".join(_line(param, settings.get(param.name, param.default)) for param in allowed(recipe))


def _unknown(name: str, known: Sequence[str], meant: str, otherwise: str) -> str:
    close = get_close_matches(name.lower(), known, 3, 0.6)
    return (
        meant % {"name": name, "meant": ", ".join(close)}
        if close
        else otherwise
        % {
            "name": name,
            "known": ", ".join(known),
        }
    )


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
