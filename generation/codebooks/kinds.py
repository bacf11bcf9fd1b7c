"""The settings of each kind of question as the editor asks for them, and as they were typed."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from generation.methods.questions.registry import KINDS
from generation.methods.taskspec import LABEL

#: Kinds of fields, by the names of `taskspec.FIELD_TYPES`.
FIELD_KINDS = {"text": _("Short text"), "long_text": _("Long text"), "chat": _("Dialogue")}

Words = tuple[str | Promise, str | Promise]
#: kind -> setting -> its title, and what to write there.
SETTINGS: dict[str, dict[str, Words]] = {
    "label": {},
    "multi_label": {
        "least": (_("At least"), _("0: “none applies” is an answer.")),
        "most": (_("At most"), _("0: as many as there are.")),
        "discards": (_("Any of them discards the item"), _("It is rejected, never deleted. Leave it optional.")),
    },
    "rating": {
        "low": (_("Lowest number"), ""),
        "high": (_("Highest number"), ""),
        "low_word": (_("What the lowest means"), ""),
        "high_word": (_("What the highest means"), ""),
    },
    "ranking": {
        "fields": (_("Fields that are put in order"), _("Two or more, the candidates.")),
        "ties": (_("Two may be equally good"), ""),
    },
    "text": {
        "starts_from": (_("Starts from the field"), _("Its text stands there to be corrected.")),
        "most": (_("Characters at most"), _("A text that came longer may stay as long as it is.")),
        "revises": (
            _("Revises that field"),
            _("What holds takes the field's place; the original is kept."),
        ),
    },
    "spans": {
        "field": (_("Field that is marked"), ""),
        "overlap": (_("Spans may overlap"), ""),
        "least": (_("At least"), _("0: “nothing to mark” is an answer.")),
    },
}


#: Settings that are chosen of what stands in the form (choices.py): what is offered, and what holds without a choice.
CHOSEN: dict[tuple[str, str], Words] = {
    ("spans", "field"): ("texts", _("The first field")),
    ("text", "starts_from"): ("texts", _("None: a blank box")),
}
TICKED = {("ranking", "fields"): "fields"}


def options_from(kind: str, typed: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """The settings of a kind that differ from their defaults, as they were typed. What does not fit stays as it is, and
    is refused at its place. A box that is not ticked sends nothing."""
    defaults = KINDS[kind].options if kind in KINDS else {}
    found = {name: _typed_as(typed.get(name, ""), default) for name, default in defaults.items()}
    return {name: value for name, value in found.items() if value not in ("", [], defaults[name])}


def _typed_as(text: str | list[str], default: Any) -> Any:
    if isinstance(text, list):
        return text
    if isinstance(default, bool):
        return bool(text)
    if isinstance(default, int) and text.strip().isascii() and text.strip().isdigit() and len(text) < 20:
        return int(text)
    return text.strip()


def shown_as(value: Any) -> str:
    """A setting as it stands in its box."""
    if isinstance(value, bool):
        return "on" if value else ""
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def fitting(spec: dict) -> dict:
    """What was typed without the labels of questions that have none: the page keeps them, in case the kind is changed
    back, and does not show them."""
    questions = spec["questions"]
    return {**spec, "questions": [one | ({} if _has_labels(one) else {"labels": []}) for one in questions]}


def _has_labels(question: dict) -> bool:
    kind = KINDS.get(question.get("type") or LABEL)
    return kind is None or kind.has_labels
