"""Tools for explanations of a label: which of them say something, and which lead back to it."""

from collections.abc import Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.rouge import words

RESTATES_FROM = 0.8


def telling(explanations: Sequence[str] | str, definition: str, label: str) -> list[str]:
    """Return the explanations without those that restate the definition or the label: four words in five from it.

    A single one may stand alone.
    """
    explanations = [explanations] if isinstance(explanations, str) else explanations
    known = {*words(definition), *words(label)}
    kept = [text for text in explanations if text and _share(text, known) <= RESTATES_FROM]
    if not kept:
        raise Unusable(_("the explanations restate the label"))
    return list(dict.fromkeys(kept))


def blinded(explanations: Sequence[str], label: str, name: str) -> list[str]:
    """Return the explanations with the label's own name left out, for somebody who is not to be told it."""
    return [_without(_without(text, label), name) for text in explanations]


def recovered(explanations: Sequence[str], said: Sequence[str | None], name: str) -> dict[str, Any]:
    """Return the shortest explanation from which the label was said again, and the share of those that it was."""
    good = [text for text, label in zip(explanations, said, strict=True) if label == name]
    if not good:
        raise Unusable(_("no explanation leads back to the label"))
    return {"explanation": min(good, key=len), "share": round(len(good) / len(explanations), 4)}


def _share(text: str, known: set[str]) -> float:
    own = set(words(text))
    return len(own & known) / len(own) if own else 1.0


def _without(text: str, phrase: str) -> str:
    place = text.casefold().find(phrase.casefold()) if phrase else -1
    while place >= 0:
        text = f"{text[:place]}…{text[place + len(phrase) :]}"
        place = text.casefold().find(phrase.casefold(), place + 1)
    return text


TOOLS = {"telling": Tool(telling), "blinded": Tool(blinded), "recovered": Tool(recovered)}
