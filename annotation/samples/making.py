"""How a sample was made, in words: the catalogue's for parts, gates and steps, the author's own where these are new."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotation.models.queue import number_of
from generation.catalogue.words import AGAIN, ALLOCATORS, ASKED, KEPT
from generation.methods.values.origins import document_of
from generation.methods.verifiers.words import BESIDE, REASONS, TITLES
from synthlab.drawing import words

OUTCOMES = {
    "accept": gettext_lazy("passed"),
    "reject": gettext_lazy("turned away"),
    "repair": gettext_lazy("passed once corrected"),
    "review": gettext_lazy("left to a person"),
}
COUNTING = {"length", "apology", "instruction_form", "word_growth"}  # gates whose score is a number of words
SHARING = {"opening_cap", "word_inclusion"}  # and those whose score is a share


IN_FILES = {
    "file": gettext_lazy("File"),
    "document": gettext_lazy("Document"),
    "passage": gettext_lazy("Passage"),
    "fact": gettext_lazy("Fact"),
}


#: Of an ingredient's name, as generation.runs.actions.ingredients writes it.
FORM = re.compile(
    r"value:[^=]+=.*|(shown|from|template):.+|file:\d+|(document|fact):\d+/\d+|passage:\d+/\d+/\d+", re.DOTALL
)


@dataclass(frozen=True)
class Made:
    """What a sample was made from: `name` finds all that were, `kind` and `what` say what it is."""

    name: str
    kind: str
    what: str


def in_words(made: dict | None) -> dict | None:
    """What provenance knows of a sample, as its page says it; nothing where that is hidden."""
    if made is None:
        return None
    beside = _beside(made)
    told = {"ingredients": [ingredient(name, made["files"]) for name in made["ingredients"] if name not in beside]}
    if "draw" in made:
        told["conditions"] = _only_drawn(made)
        told["gates"] = [gate | gate_in_words(gate) for gate in made["gates"]]
        told["calls"] = [call | {"asked": asked(call["step"])} for call in made["calls"]]
        told["why"] = reason(made["draw"].get("reason", ""))
    return made | told


def _only_drawn(made: dict) -> list[list[str]]:
    """Values that were drawn before ingredients were noted: any other stands among these."""
    return [[name, value] for name, value in made["draw"].get("conditions", ()) if not made["ingredients"]]


def _beside(made: dict) -> set[str]:
    """Passages with their documents, and facts, that the page tells with their text, apart from the list."""
    extra = made.get("draw", {}).get("extra", {})
    passages = made.get("passages", ())
    facts = made["facts"] if "facts" in extra else ()
    return {*passages, *facts, *(document_of(name) for name in passages if name)}


def kept_in_words(metadata: dict, *, by_run: bool) -> list[tuple[str, list[str]]]:
    """What is kept with a sample: a recipe's parts by their names for people, a line for each entry of a list. What
    came with an import keeps the names that it had."""
    titles = KEPT if by_run else {}
    return [(_(titles[name]) if name in titles else name, _lines(value)) for name, value in metadata.items()]


def _lines(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [_line(one) for one in entries]


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_line(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_line, value))
    return str(value)


def reason(name: str) -> str:
    """Why a row was drawn as it was: how its recipe draws."""
    return _(ALLOCATORS[name]) if name in ALLOCATORS else name


def gate_in_words(gate: dict) -> dict:
    title = TITLES.get(gate["gate"]) or BESIDE.get(gate["gate"])
    outcome = OUTCOMES.get(gate["action"], gate["action"])
    reason = gate.get("reason", "")
    title = _(title) if title else gate["gate"]
    measured = score_in_words(gate["gate"], gate.get("score"))
    return {"title": title, "outcome": outcome, "reason": REASONS.get(reason, reason), "measured": measured}


def score_in_words(gate: str, score: float | None) -> str:
    """What a gate measured, with its unit; "" where it measured nothing."""
    if score is None:
        return ""
    if gate in COUNTING:
        return ngettext("%(n)s word", "%(n)s words", round(score)) % {"n": words(score, "count")}
    if gate in SHARING:
        return words(score, "percent")
    return _("score %(n)s") % {"n": words(score)}


def asked(step: str) -> str:
    """What a request asked for; steps are named by where they stand, the last known word says what they ask."""
    first, *tries = step.split("~")
    places = first.replace(":", "/").split("/")
    found = next((ASKED[place] for place in reversed(places) if place in ASKED), "")
    return ", ".join([_(found), *(_(AGAIN[one]) for one in tries if one in AGAIN)]) if found else step


def ingredient(name: str, files: Mapping[str, str] = MappingProxyType({})) -> Made:
    """`kind:what`, as generation.runs.actions.ingredients writes it; `files` says what those of documents and facts are
    called, by number."""
    kind, _colon, what = name.partition(":")
    if kind == "value":
        kind, _equals, what = what.partition("=")
        return Made(name, kind, what)
    if kind in ("shown", "from"):
        title = _("Example") if kind == "shown" else _("Made from")
        return Made(name, title, _("sample %(number)s") % {"number": _number(what)})
    if kind == "template":
        step = what.partition("@")[0].rpartition(".")[2]
        return Made(name, _("Prompt"), f"{asked(step)} ({what})")
    if kind in IN_FILES:
        return Made(name, IN_FILES[kind], _in_file(kind, what, files))
    return Made(name, kind, what)


def _number(sample: str) -> str:
    """What all pages call it."""
    return str(number_of(int(sample))) if sample.isascii() and sample.isdigit() else sample


def check_ingredient(name: str) -> None:
    """ValidationError with the forms that there are, where a request asks for an ingredient of no known form."""
    if name and not FORM.fullmatch(name):
        forms = "value:NAME=VALUE, shown:17, from:17, template:NAME, file:3, document:3/2, passage:3/2/5, fact:3/2"
        told = _("“%(name)s” names nothing that samples are made from. Write one of: %(forms)s.")
        raise ValidationError({"made_from": told % {"name": name, "forms": forms}})


def _in_file(kind: str, what: str, files: Mapping[str, str]) -> str:
    number, _slash, place = what.partition("/")
    told = {"file": files.get(number, f"#{number}")}
    if kind == "passage":
        told["row"], _slash, told["number"] = place.partition("/")
        return _("%(number)s of document %(row)s of “%(file)s”") % told
    return _("%(number)s of “%(file)s”") % (told | {"number": place}) if place else told["file"]
