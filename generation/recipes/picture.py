"""What a recipe does, as a row of boxes from what is drawn to what is kept; in words, never by the names of parts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from generation.catalogue.parts import SELECTORS
from generation.catalogue.recipe import Recipe
from generation.catalogue.words import ALLOCATORS, ASKED, PLANS, SCHEDULES, SOURCES
from generation.methods.demonstrations.words import WORDS
from generation.methods.parts import Part, build
from generation.methods.plans.steps.scratch import SECOND_MODEL
from generation.methods.steps import SECOND
from generation.methods.verifiers.words import TITLES


@dataclass(frozen=True)
class Box:
    """One station: what happens there, and by which parts."""

    title: str
    icon: str
    lines: list[str] = field(default_factory=list)


def picture_of(recipe: Recipe, params: Mapping[str, Any] | None = None) -> list[Box]:
    """The stations of a recipe with these settings, in the order in which a sample passes them."""
    params = recipe.clean({}) if params is None else params
    drawing = recipe.named_allocator(params)
    boxes = [
        Box(_("Listed once"), "rows-3", [_source(part) for part in recipe.values if part.wanted(params)]),
        Box(_("Drawn for each row"), "shuffle", [_named(drawing.name, ALLOCATORS)]),
        Box(_("Shown as examples"), "eye", _examples(recipe.demonstrations, params)),
        Box(_("Asked and worked out"), "cpu", steps_of(recipe)),
        Box(
            _("Turned away by"), "filter", [_named(part.name, TITLES) for part in recipe.verify if part.wanted(params)]
        ),
        Box(_("Round after round"), "refresh-cw", _unless(recipe.schedule, "single", SCHEDULES)),
    ]
    return [box for box in boxes if box.lines]


def steps_of(recipe: Recipe) -> list[str]:
    """The steps of a row in words; those inside a loop are indented, and what is computed in a row is one line."""
    if recipe.plan.name != "steps":
        return [_named(recipe.plan.name, PLANS)]
    told = list(_told(recipe.plan.settings.get("steps", ())))
    return [line for line, _same in groupby(told)]


def _told(steps: Iterable[Any], depth: int = 0) -> Iterator[str]:
    for one in steps:
        part = Part.from_json(one)
        yield "  " * depth + _step(part)
        yield from _told(part.settings.get("steps", ()), depth + 1)


def _step(part: Part) -> str:
    settings = part.settings
    if part.name == "ask":
        what = {"what": _named(settings.get("step", ""), ASKED)}
        second = settings.get("model") == SECOND
        return (_("asks the second model: %(what)s") if second else _("asks: %(what)s")) % what
    if part.name == "require":
        return _("goes on, unless: %(reason)s") % {"reason": _(settings.get("reason", ""))}
    if part.name == "loop":
        return _("with a second model:") if part.when == SECOND_MODEL else _loop(settings)
    return {
        "do": _("computes and compares, without the model"),
        "turns": _turns(settings),
        "item": _("hands on a sample"),
    }.get(part.name, _("does what its author calls “%(name)s”") % {"name": part.name})


def _turns(settings: Mapping[str, Any]) -> str:
    if SECOND in (settings.get("user_model"), settings.get("assistant_model")):
        return _("has two sides speak in turn, one of them by the second model")
    return _("has two sides speak in turn")


def _loop(settings: Mapping[str, Any]) -> str:
    if settings.get("each"):
        return _("for each of them, one after the other:")
    times = settings.get("times", 1)
    if isinstance(times, int):
        return _("repeats up to %(times)s times:") % {"times": times}
    return _("repeats as often as the settings say:")


def _source(part: Part) -> str:
    """A source of values by what it lists: the dimension that it is about before it."""
    said, about = _named(part.name, SOURCES), part.settings.get("title", "")
    return f"{_(about)}: {said}" if about else said


def _named(name: str, words: Mapping[str, str]) -> str:
    """The words of a part; a name of an author's own stands as it is."""
    return _(words[name]) if name in words else f"“{name}”"


def _examples(part: Part, params: Mapping[str, Any]) -> list[str]:
    """How examples are chosen and how many; a recipe that could show some and does not says so."""
    if part.name == "nothing":
        return []
    if not (most := build(SELECTORS, part, params, "demonstrations").k):
        return [_("none, unless the settings ask for some")]
    way = _(WORDS[part.name][0]) if part.name in WORDS else part.name
    return [_("%(way)s: %(n)d a prompt") % {"way": way, "n": most}]


def _unless(part: Part, nothing: str, words: Mapping[str, str]) -> list[str]:
    return [] if part.name == nothing else [_named(part.name, words)]
