"""What an agent asked and was told, in words; the answer as it came stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generation.catalogue.registry import RECIPES
from generation.models import Call
from synthlab.drawing import words

#: By the second place of a step: “3/critic/1” is the third turn's critic, asked for the first time.
ASKED = {
    "analyst": _("What the goal asks for"),
    "planner": _("Which recipe fits"),
    "tuner": _("How to set it up"),
    "critic": _("What the pilot showed, and what comes next"),
}
TOLD = {
    "least_words": _("Fewest words"),
    "most_words": _("Most words"),
    "accepted": _("Accepted of all that is written"),
    "labels": _("Labels that occur"),
    "length": _("Texts of the wanted length"),
    "meaning": _("What the figures mean"),
    "why": _("Why"),
    "next": _("What comes next"),
    "recipe": _("Recipe"),
    "setting": _("Setting"),
    "settings": _("Settings"),
    "value": _("New value"),
    "alternatives": _("What else it looked at"),
    "why_not": _("Why not"),
    "expected_accepted": _("It expects to be accepted"),
    "unknown": _("What it cannot know yet"),
}
NEXT = {
    "go_on": _("go on with the whole run"),
    "change": _("change one setting"),
    "another": _("take another recipe"),
}
SHARES = frozenset({"accepted", "labels", "length", "expected_accepted"})
SETTINGS = {param.name: param.title for recipe in RECIPES.values() for param in recipe.params}


@dataclass(frozen=True)
class Told:
    """A part of an answer: its name, and one line or several."""

    title: str
    lines: list[str]


def with_words(calls: Iterable[Call]) -> list[Call]:
    """Each call with what was asked for, whether again, and its answer in parts where that can be read."""
    calls = list(calls)
    for call in calls:
        _turn, who, attempt = (call.step.split("/") + ["", ""])[:3]
        call.asked = ASKED.get(who, call.step)
        call.again = attempt not in ("", "1")
        call.told = parts_of(call.reply.get("answer", {}).get("text", ""))
    return calls


def parts_of(text: str) -> list[Told]:
    """The answer's fields in words; none where it is no object of JSON."""
    try:
        answer = orjson.loads(text)
    except orjson.JSONDecodeError:
        return []
    if not isinstance(answer, dict):
        return []
    parts = (Told(_title(name), _lines(name, value)) for name, value in answer.items())
    return [part for part in parts if part.lines]


def _title(name: str) -> str:
    return str(TOLD.get(name, name))


def _lines(name: str, value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [line for one in found if (line := _line(name, one))]


def _line(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return _pairs(value)
    if name in SHARES and isinstance(value, int | float):
        return words(value, "percent")
    if not isinstance(value, str):
        return "" if value is None else str(value)
    if name == "next":
        return str(NEXT.get(value, value))
    if name == "recipe" and value in RECIPES:
        return gettext(RECIPES[value].title)
    if name == "setting" and value in SETTINGS:
        return gettext(SETTINGS[value])
    return value


def _pairs(entry: dict) -> str:
    """An alternative with why not, or a setting with its new value and why."""
    said = [line for name, value in entry.items() if (line := _line(name, value))]
    return ": ".join(said[:2]) + "".join(f" ({line})" for line in said[2:])
