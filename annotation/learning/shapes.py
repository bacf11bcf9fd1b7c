"""What weights and trainings do, as pages, API and command line show it."""

from django.utils.translation import gettext as _

from annotation.methods.weighting.words import WORDS
from generation.methods.students.words import TRAINING_WORDS

NAMES = {name: words[:2] for name, words in (WORDS | TRAINING_WORDS).items()}


def ways(data: dict) -> list[dict]:
    """Each way with its name, its line, and in words why there is no figure; trainings after weights."""
    return [
        one
        | {
            "name": _(NAMES[one["id"]][0]),
            "line": _(NAMES[one["id"]][1]),
            "why": _(one["refused"]["text"]) % one["refused"]["values"] if one["refused"] else "",
        }
        for one in data.get("ways", [])
        if one["id"] in NAMES
    ]
