"""The sentence that explains a signal's value on an item, with its numbers, in the reader's language."""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from annotation.methods.signals.sentences import AGREES, GROUPS, KINDS, LANGUAGES, SENTENCES
from annotation.models.queue import number_of
from synthlab.drawing import fixed, words

#: Signals that tell another sample under `of`; elsewhere that is a count.
OF_A_SAMPLE = frozenset({"near_duplicates", "contamination"})


def explained(name: str, value: float, detail: Mapping[str, Any] | None) -> str:
    """ "" where the signal has no sentence, or its numbers were not kept: of a score from before they were."""
    told = dict(detail or {})
    sentence = AGREES[name] if name in AGREES and _otherwise(name, value, told) else SENTENCES.get(name, "")
    if name in OF_A_SAMPLE and type(told.get("of")) is int:
        told["of"] = number_of(told["of"])
    places = {key: _said(key, one) for key, one in told.items()}
    try:
        return _(sentence) % (_of_value(value) | places) if sentence else ""
    except KeyError:
        return ""


def _otherwise(name: str, value: float, detail: dict[str, Any]) -> bool:
    """Whether what is told beside the value asks for the other sentence."""
    return {
        "student_margin": value < 0.5,
        "student_disagreement": value == 0,
        "label_leak": detail.get("of", 0) > 0,
        "influence": bool(detail.get("helps")),
        "learning_dynamics": "group" in detail,
        "llm_quality": "why" not in detail,
        "llm_toxicity": "why" not in detail,
    }[name]


def _of_value(value: float) -> dict[str, str]:
    return {
        "percent": words(value, "percent"),
        "rest": words(1 - value, "percent"),
        "half": words(value / 2, "percent"),
        "points": fixed(abs(200 * value - 100), 0),
        "times": words(1 / max(value, 1e-3), "coefficient"),
    }


def _said(key: str, one: Any) -> str:
    if isinstance(one, dict):
        return ", ".join(f"{_named(KINDS, kind)} ({words(count, 'count')})" for kind, count in one.items())
    if isinstance(one, list):
        return ", ".join(f"“{word}”" for word in one)
    if key in ("language", "usual"):
        return _named(LANGUAGES, one)
    if key == "group":
        return _named(GROUPS, one)
    if key == "of" and not isinstance(one, bool) and isinstance(one, int):
        return str(one)
    return words(one, "count") if isinstance(one, int | float) and math.isfinite(one) else str(one)


def _named(names: Mapping[str, str], name: str) -> str:
    return _(names[name]) if name in names else name
