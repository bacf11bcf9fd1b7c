"""The pipeline as the page's address says it: filter-0, at-0, on-0, filter-1 …; and what a button does to it.

An address that somebody wrote by hand or kept is mended where that can be done, and the page says what was wrong.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from annotation.filters.steps import LARGEST_NUMBER, MOST_STEPS, as_json, at_told
from annotation.methods.filters.live import Step
from annotation.methods.filters.rules import RULES, Rule

FORM = "form"  # marks what a form sent: a box that is missing there was not ticked
LONGEST = 30  # characters of a threshold


@dataclass(frozen=True)
class Pipeline:
    """`focus`: the step that a button was about. `problems`: what was wrong with the address."""

    steps: list[Step]
    problems: list[str] = field(default_factory=list)
    focus: int | None = None

    @property
    def query(self) -> str:
        """The address that shows this pipeline again."""
        pairs = [(FORM, "1")]
        for number, step in enumerate(as_json(self.steps)):
            pairs.append((f"filter-{number}", step["filter"]))
            pairs += [] if step["at"] is None else [(f"at-{number}", at_told(step["at"]))]
            pairs += [(f"on-{number}", "on")] if step["on"] else []
        return urlencode(pairs)


def pipeline_from(params: QueryDict) -> Pipeline:
    steps, problems = [], []
    for number in range(MOST_STEPS):
        name = params.get(f"filter-{number}")
        if name is None:
            break
        rule = RULES.get(name)
        if rule is None:
            problems.append(_("There is no filter called “%(name)s”; it is left out.") % {"name": name[:60]})
            continue
        is_on = FORM not in params or f"on-{number}" in params
        steps.append(Step(rule, _threshold(rule, params.get(f"at-{number}", ""), problems), is_on))
    return Pipeline(steps, problems)


def changed(pipeline: Pipeline, do: str, add: str) -> Pipeline:
    """The pipeline after a button: `add`, `up-2`, `down-2`, `remove-2`; anything else changes nothing."""
    steps, (verb, _dash, at) = list(pipeline.steps), do.partition("-")
    if verb == "add" and add in RULES:
        if len(steps) >= MOST_STEPS:
            told = _("A pipeline has %(most)d filters at most.") % {"most": MOST_STEPS}
            return replace(pipeline, problems=[*pipeline.problems, told])
        rule = RULES[add]
        return replace(pipeline, steps=[*steps, Step(rule, rule.usual)], focus=len(steps))
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else len(steps)
    if place >= len(steps):
        return pipeline
    step = steps.pop(place)
    if verb == "remove":
        return replace(pipeline, steps=steps, focus=min(place, len(steps) - 1) if steps else None)
    to = {"up": max(0, place - 1), "down": place + 1}.get(verb, place)
    steps.insert(to, step)
    return replace(pipeline, steps=steps, focus=min(to, len(steps) - 1))


def _threshold(rule: Rule, text: str, problems: list[str]) -> float | None:
    """What was typed, at the nearest place where a threshold may stand; the usual one where it is no number."""
    if rule.is_fixed:
        return None
    if rule.names_selection:
        is_number = text.isascii() and text.isdigit() and 0 < int(text[:LONGEST]) < LARGEST_NUMBER
        return int(text[:LONGEST]) if is_number else None
    if not text:
        return rule.default
    try:
        value = float(text[:LONGEST].replace(",", "."))
    except ValueError:
        value = float("nan")
    if value != value:
        told = {"name": _(rule.title), "text": text[:LONGEST], "at": f"{rule.default:g}"}
        problems.append(_("%(name)s: “%(text)s” is no number; its threshold is %(at)s now.") % told)
        return rule.default
    return nearest(rule.edges, value)


def nearest(edges: Sequence[float], value: float) -> float:
    place = min(max(bisect_left(edges, value), 1), len(edges) - 1)
    below, above = edges[place - 1], edges[place]
    return below if value - below <= above - value else above
