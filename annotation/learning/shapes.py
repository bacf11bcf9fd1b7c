"""What weights and trainings do, as pages, API and command line show it."""

from django.utils.translation import gettext as _

from annotation.methods.weighting.words import WORDS
from generation.methods.students.words import TRAINING_WORDS
from generation.methods.translatable import gettext_noop

NAMES = {name: words[:2] for name, words in (WORDS | TRAINING_WORDS).items()}


CHOSEN = gettext_noop(
    "Of rows chosen for being suspicious: only %(drawn)s of those that are checked were drawn by chance, as an audit "
    "does, and 20 of two labels are needed. On all rows the differences may be others, and another way may do best."
)
TESTED = {
    "drawn": gettext_noop("On %(n)s rows that no model wrote, drawn by chance and checked."),
    "chosen": gettext_noop("On %(n)s checked rows that no model wrote, not drawn by chance."),
}


def ways(data: dict) -> list[dict]:
    """Each way with its name, its line, in words why there is no figure, and of what rows where not of all; trainings
    after weights."""
    return [
        one
        | {
            "name": _(NAMES[one["id"]][0]),
            "line": _(NAMES[one["id"]][1]),
            "why": _(one["refused"]["text"]) % one["refused"]["values"] if one["refused"] else "",
            "tested": _tested(one),
        }
        for one in data.get("ways", [])
        if one["id"] in NAMES
    ]


def _tested(one: dict) -> str:
    if one["refused"] or one.get("of") != "target":
        return ""
    return _(TESTED[one["basis"]]) % {"n": one["accuracy"]["n"]}


def warning(data: dict) -> str:
    """Where the figures are of chosen rows, for too few were drawn by chance; else nothing."""
    return _(CHOSEN) % {"drawn": data["drawn"]} if data.get("basis") == "chosen" else ""
