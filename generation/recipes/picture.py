"""What a recipe does, as a row of boxes from what is drawn to what is kept."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from generation.catalogue.recipe import Recipe
from generation.methods.parts import Part
from generation.methods.verifiers.words import TITLES


@dataclass(frozen=True)
class Box:
    """One station: what happens there, and by which parts."""

    title: str
    icon: str
    lines: list[str] = field(default_factory=list)


def picture_of(recipe: Recipe) -> list[Box]:
    """The stations of a recipe in the order in which a sample passes them."""
    boxes = [
        Box(_("Listed once"), "rows-3", [_named(part) for part in recipe.values]),
        Box(_("Drawn for each row"), "shuffle", [_named(recipe.named_allocator(recipe.clean({})))]),
        Box(_("Shown as examples"), "eye", _unless(recipe.demonstrations, "nothing")),
        Box(_("Asked and worked out"), "cpu", steps_of(recipe)),
        Box(_("Turned away by"), "filter", [str(_(TITLES.get(part.name, part.name))) for part in recipe.verify]),
        Box(_("Round after round"), "refresh-cw", _unless(recipe.schedule, "single")),
    ]
    return [box for box in boxes if box.lines]


def steps_of(recipe: Recipe) -> list[str]:
    """The steps of a row in words; those inside a loop are indented."""
    if recipe.plan.name != "steps":
        return [_named(recipe.plan)]
    return list(_told(recipe.plan.settings.get("steps", ())))


def _told(steps, depth: int = 0):
    for one in steps:
        part = Part.from_json(one)
        settings = part.settings
        text = {
            "ask": _("asks for %(name)s") % {"name": settings.get("step", "")},
            "do": _("works out %(name)s (%(tool)s)")
            % {"name": settings.get("gives", ""), "tool": settings.get("tool")},
            "require": _("goes on only if %(name)s") % {"name": settings.get("that", "")},
            "loop": _("repeats up to %(times)s times:") % {"times": settings.get("times", 1)},
            "item": _("hands on a sample"),
        }.get(part.name, _named(part))
        yield "  " * depth + text
        yield from _told(settings.get("steps", ()), depth + 1)


def _named(part: Part) -> str:
    """A part by its name, or by the dimension that it is about."""
    about = part.settings.get("title") or part.settings.get("name")
    name = part.name.replace("_", " ")
    return f"{about} ({name})" if about else name


def _unless(part: Part, nothing: str) -> list[str]:
    return [] if part.name == nothing else [_named(part)]
