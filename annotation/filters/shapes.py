"""From rules, effects and kept sets to what pages and answers show."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from annotation.filters.dropping import Gone
from annotation.filters.steps import at_told, scale_told
from annotation.methods.filters.live import Step
from annotation.methods.filters.rules import CHOSEN, LABEL, PRESETS, RULES, SIGNAL, SIGNALS, TEXT, UP_TO, Rule
from annotation.models import DroppedRow, FilterBasis
from synthlab.drawing import fixed, place, ticks, words

AXIS = 100  # a picture's width, and its height
TWICE = {SIGNAL + name for name in ("language", "label_leak", "contamination")}


def rules_told(basis: FilterBasis | None) -> list[dict]:
    """Every filter, presets first: {filter, title, line, paper, at, scale, about, available, needs, warning}."""
    known = None if basis is None else set(basis.known)
    return [_rule(rule, None if known is None else rule.names_selection or rule.id in known) for rule in RULES.values()]


def _rule(rule: Rule, available: bool | None) -> dict:
    return {
        "filter": rule.id,
        "title": _(rule.title),
        "line": _(rule.line),
        "paper": rule.paper,
        "at": rule.usual,
        "scale": scale_told(rule),
        "about": "text" if rule.about == TEXT else "label",
        "available": available,
        "needs": _(rule.needs) if rule.needs and not available else "",
        "warning": _(rule.warning) if rule.warning else "",
    }


def choices(basis: FilterBasis | None) -> tuple[list[tuple[str, list[dict]]], list[dict]]:
    """What can be added, in groups, and apart from them what knows nothing of these rows. A signal that a preset goes
    by in the same way is offered once, as the preset."""
    told = {rule["filter"]: rule for rule in rules_told(basis) if rule["filter"] not in TWICE}
    groups = (
        (_("Presets for labels, by their papers"), [rule for rule in PRESETS.values() if rule.about == LABEL]),
        (_("Presets for texts"), [rule for rule in PRESETS.values() if rule.about == TEXT]),
        (_("Rows that somebody picked out"), list(CHOSEN.values())),
        (_("Signals about labels, with a threshold"), [rule for rule in SIGNALS.values() if rule.about == LABEL]),
        (_("Signals about texts, with a threshold"), [rule for rule in SIGNALS.values() if rule.about == TEXT]),
    )
    offered = [
        (name, [told[rule.id] for rule in rules if rule.id in told and told[rule.id]["available"] is not False])
        for name, rules in groups
    ]
    return [group for group in offered if group[1]], [rule for rule in told.values() if rule["available"] is False]


def steps_told(steps: Sequence[dict], selections: Mapping[int, str]) -> list[str]:
    """The filters of a kept set in words, with their thresholds and the names of selections; those that were off are
    left out."""
    return [_step_told(step, selections) for step in steps if step.get("on", True)]


def _step_told(step: dict, selections: Mapping[int, str]) -> str:
    rule, at = RULES.get(step["filter"]), step.get("at")
    title = _(rule.title) if rule else step["filter"]
    if rule and rule.names_selection:
        return _("%(filter)s: “%(name)s”") % {"filter": title, "name": selections.get(at, at)}
    return title if at is None else f"{title} {at_told(at)}"


def reason_of(row: DroppedRow | Gone) -> str:
    """Why a row was dropped, in the reader's language; the rule's name where there is no such rule any more."""
    rule = RULES.get(row.rule)
    if rule is None:
        return row.rule
    if rule.names_selection:
        return _(rule.reason) % {"threshold": at_told(row.threshold)}
    return _(rule.reason) % {"score": number(row.score), "threshold": number(row.threshold)}


def number(value: float | None) -> str:
    return "–" if value is None else fixed(value, 0 if float(value).is_integer() and abs(value) > 1 else 3)


def cards(steps: Sequence[Step], told: dict | None) -> list[dict]:
    """The pipeline as the page shows it, each step with its counts where there are some."""
    counted = told["steps"] if told else [None] * len(steps)
    rates = told["error"]["by_step"] if told else [None] * len(steps)
    return [
        _card(step, place, one, rate) for place, (step, one, rate) in enumerate(zip(steps, counted, rates, strict=True))
    ]


def _card(step: Step, at: int, told: dict | None, rate: dict | None) -> dict:
    rule = step.rule
    return {
        **_rule(rule, not told["missing"] if told else None),
        "number": at + 1,
        "index": at,
        "step": step,
        "is_fixed": rule.is_fixed,
        "on_axis": rule.on_axis,
        "names_selection": rule.names_selection,
        "place": None if rule.is_fixed else rule.step(step.at),
        "last": len(rule.edges) - 1,
        "value": "" if step.at is None else at_told(step.at),
        "edges": " ".join(f"{edge:g}" for edge in rule.edges) if not rule.is_fixed else "",
        "says": _says(rule),
        "told": told,
        "rate": rate,
        "picture": _picture(told["histogram"], RULES[rule.histogram]) if told and told["histogram"] else None,
        "shown_title": _shown(RULES[rule.histogram]),
    }


def _shown(rule: Rule) -> str:
    """What the bars are of, with its unit."""
    return _("Words in the text; the axis widens to the right") if rule.scale == "words" else _(rule.title)


def _says(rule: Rule) -> str:
    """What the threshold is a threshold of."""
    if rule.id in ("self_confidence", "margin", "progen"):
        return _("Share of each label that goes")
    if rule.id == "supergen":
        return _("Share of each label and length that stays")
    if rule.id == "cllm":
        return _("Mean probability of the label, at most")
    if rule.names_selection:
        return _("Selection")
    if rule.side == UP_TO:
        return _("Dropped up to")
    return {"from": _("Dropped from"), "above": _("Dropped above"), "below": _("Dropped below")}[rule.side]


def _picture(bins: list[dict], rule: Rule) -> dict:
    """Bars of a hundred by a hundred: what stays under what goes."""
    top = ticks(0, max((one["count"] for one in bins), default=1) or 1)[-1]
    width = AXIS / max(1, len(bins))
    bars = []
    for at, one in enumerate(bins):
        stays, whole = place(one["count"] - one["dropped"], 0, top), place(one["count"], 0, top)
        bars.append(
            {
                "x": round(at * width + width * 0.06, 3), "width": round(width * 0.88, 3),
                "stay_y": AXIS - stays, "stay": stays, "go_y": AXIS - whole, "go": whole - stays,
                "words": f"{words(one['low'])} – {words(one['high'])}",
                "count": one["count"], "dropped": one["dropped"],
            }
        )  # fmt: skip
    return {"bars": bars, "top": words(top, "count"), "axis": _axis(rule)}


def _axis(rule: Rule) -> list[str]:
    """The values at the quarters of the axis: steps of a scale may widen along it."""
    if rule.is_fixed:
        return [_("stays"), _("goes")]
    quarters = [rule.edges[part * (len(rule.edges) - 1) // 4] for part in range(5)]
    return [words(value) for value in quarters]
