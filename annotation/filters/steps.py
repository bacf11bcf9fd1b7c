"""Pipelines as JSON: read from pages, API and command line, and written down with a filter set."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotation.methods.filters.live import Step
from annotation.methods.filters.rules import CHOSEN, PRESETS, RULES, Rule

MOST_STEPS = 20
LARGEST_NUMBER = 10**12  # of a selection
LARGEST = 1e6  # of a threshold on any scale; whole numbers beyond it may fit no float


def steps_from(values: Any) -> list[Step]:
    """Steps from [{filter, at?, on?}]. A ValidationError names the first wrong one, and says what is allowed."""
    if not isinstance(values, list):
        raise ValidationError(_("A pipeline is a list of filters: [{filter, at, on}]."))
    if len(values) > MOST_STEPS:
        raise ValidationError(_("A pipeline has %(most)d filters at most.") % {"most": MOST_STEPS})
    return [_step(value, number) for number, value in enumerate(values, start=1)]


def as_json(steps: Iterable[Step]) -> list[dict]:
    return [{"filter": step.rule.id, "at": step.at, "on": step.on} for step in steps]


def step_named(text: str) -> dict:
    """A step as the command line says it: `regen`, `self_confidence=0.1`, or `without_selection=17`."""
    name, _sign, at = text.partition("=")
    if not at:
        return {"filter": name}
    try:
        return {"filter": name, "at": float(at)}
    except ValueError as problem:
        raise ValidationError(
            _("“%(text)s” is no filter with a threshold: write it like length=5.") % {"text": text[:80]}
        ) from problem


def at_told(at: float) -> str:
    """A threshold without noughts behind it; the number of a selection in all its digits."""
    return f"{at:.12g}"


def scale_told(rule: Rule) -> str:
    """Where its threshold may stand, in words."""
    if rule.is_fixed:
        return _("it has no threshold")
    if rule.names_selection:
        return _("the number of a selection")
    told = {"low": _number(rule.edges[0]), "high": _number(rule.edges[-1])}
    if rule.scale == "words":
        return _("words: any number up to 100, a multiple of 4 up to 300, of 60 up to %(high)s") % told
    return _("%(low)s to %(high)s in steps of %(step)s") % {**told, "step": _number(rule.edges[1] - rule.edges[0])}


def _number(value: float) -> str:
    return f"{value:.6g}"


def _step(value: Any, number: int) -> Step:
    if not isinstance(value, dict) or not isinstance(value.get("filter"), str):
        raise ValidationError(_('Filter %(number)d: say which one, as {"filter": …}.') % {"number": number})
    if unknown := sorted(set(map(str, value)) - {"filter", "at", "on"}):
        told = {"number": number, "names": ", ".join(unknown)[:200]}
        raise ValidationError(_("Filter %(number)d: unknown: %(names)s. Known: filter, at, on.") % told)
    rule = RULES.get(value["filter"])
    if rule is None:
        told = {"number": number, "name": value["filter"][:60], "known": ", ".join(PRESETS | CHOSEN)}
        raise ValidationError(
            _("Filter %(number)d: there is none called “%(name)s”. There are: %(known)s, and signal:NAME.") % told
        )
    if not isinstance(value.get("on", True), bool):
        raise ValidationError(_("Filter %(number)d (%(name)s): on is true or false.") % _of(number, rule))
    return Step(rule, _threshold(rule, value.get("at"), number), value.get("on", True))


def _threshold(rule: Rule, at: Any, number: int) -> float | None:
    if rule.is_fixed:
        if at is not None:
            raise ValidationError(_("Filter %(number)d (%(name)s) has no threshold.") % _of(number, rule))
        return None
    if rule.names_selection:
        return _selection(rule, at, number)
    if at is None:
        return rule.default
    is_number = isinstance(at, int | float) and not isinstance(at, bool) and abs(at) < LARGEST
    place = rule.step(float(at)) if is_number else None
    if place is None:
        told = _of(number, rule) | {"scale": scale_told(rule)}
        raise ValidationError(_("Filter %(number)d (%(name)s): its threshold is a number: %(scale)s.") % told)
    return rule.edges[place]


def _selection(rule: Rule, at: Any, number: int) -> int:
    is_number = isinstance(at, int | float) and not isinstance(at, bool) and 0 < at < LARGEST_NUMBER
    if not is_number or at != int(at):
        told = _("Filter %(number)d (%(name)s): say which selection, by its number, as at.")
        raise ValidationError(told % _of(number, rule))
    return int(at)


def _of(number: int, rule: Rule) -> dict:
    return {"number": number, "name": _(rule.title)}


def defaults(names: Sequence[str]) -> list[Step]:
    return [Step(RULES[name], RULES[name].usual) for name in names]
