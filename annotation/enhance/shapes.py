"""An enhancement as pages and API show it."""

from collections import Counter
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.methods.enhancement.words import ENHANCEMENTS
from annotation.models import Enhancement
from generation.models.machine import ENHANCED

SHOWN_LABELS = 30


def name_of(enhancement: Enhancement) -> str:
    if enhancement.method == Enhancement.ROUTED:
        return _("Labels of the student, where routes lead to it")
    name = _(ENHANCEMENTS[enhancement.method].name)
    if enhancement.number_of_round == 1:
        return name
    return _("%(name)s, round %(number)d") % {"name": name, "number": enhancement.number_of_round}


def called(source: str) -> str:
    """What people call an enhancement that is written down by the source of its labels, "enhanced:mckd #1"."""
    method, space, number = source.removeprefix(ENHANCED).partition(" #")
    if method == Enhancement.ROUTED:
        return _("Labels of the student, where routes lead to it") + space + number
    return _(ENHANCEMENTS[method].name) + space + number if method in ENHANCEMENTS else source


def notes_of(enhancement: Enhancement) -> list[str]:
    """In the reader's language. One that changes nothing says why."""
    found = [_(note) for note in enhancement.notes]
    is_empty = enhancement.state == Enhancement.State.DONE and not enhancement.changed and not enhancement.withheld_id
    return found or _why_none(enhancement) if is_empty else found


def _why_none(enhancement: Enhancement) -> list[str]:
    told = {name: enhancement.report.get(name, 0) for name in ("contradicted", "unsure")}
    if not any(told.values()):
        said = [_("No label would change: what the method finds fits the labels of the rows that nobody answered.")]
        return said + _gained_elsewhere(enhancement)
    said = []
    if n := told["contradicted"]:
        text = ngettext(
            "Of %(n)d row that nobody answered the model says another label. The judge finds the one that it has "
            "likelier, so it stays.",
            "Of %(n)d rows that nobody answered the model says another label. The judge finds the ones that they have "
            "likelier, so they stay.",
            n,
        )
        said.append(text % {"n": n})
    if n := told["unsure"]:
        text = ngettext(
            "Of %(n)d row that the model was not asked about the judge would say another label, but not surely enough. "
            "A lower least probability proposes it, too.",
            "Of %(n)d rows that the model was not asked about the judge would say another label, but not surely "
            "enough. A lower least probability proposes more of them.",
            n,
        )
        said.append(text % {"n": n})
    return said


def _gained_elsewhere(enhancement: Enhancement) -> list[str]:
    """A method that mends answered rows and no others: what its steps gained is there already."""
    if not any(step["kept"] and (step.get("gain") or {}).get("value") for step in steps(enhancement)):
        return []
    return [
        _("What its steps put right are rows that people answered, looked at as if nobody had: these have the right "
          "label already.")
    ]  # fmt: skip


def matrix(enhancement: Enhancement) -> dict:
    """{labels, rows}: the rows whose label changes, from the models' label to the proposed one; {} without any."""
    changes = enhancement.report.get("changes", [])
    counts = {(old, new): count for old, new, count in changes}
    sizes: Counter = Counter()
    for (old, new), count in counts.items():
        sizes[old] += count
        sizes[new] += count
    labels = sorted(label for label, _count in sizes.most_common(SHOWN_LABELS))
    rows = [
        {"label": old, "cells": [{"count": counts.get((old, new), 0), "url": ""} for new in labels]} for old in labels
    ]
    return {"labels": labels, "rows": rows} if counts else {}


def steps(enhancement: Enhancement) -> list[dict]:
    """Shares right on rows that people answered, before and after each step the method tried: `gain` is after less
    before, on the same rows, and `flips` the share of the labels that the step changed, each where it is known."""
    report = enhancement.report
    tried = report.get("stages") or report.get("rounds") or [report["after"]] if report.get("before") else []
    if not tried:
        return []
    kept = report.get("kept", len(tried) if enhancement.changed else 0)
    told = [{"name": _("Models' labels"), "share": report["before"], "kept": True}]
    gains, flips = report.get("gains") or [report.get("gain")], report.get("flips", [])
    for number, (share, gain, flip) in enumerate(zip_longest(tried, gains, flips), start=1):
        name = _("After step %(number)d") % {"number": number}
        told.append({"name": name, "share": share, "gain": gain, "flips": flip, "kept": number <= kept})
    return told


def precision(enhancement: Enhancement) -> dict | None:
    """How often a student of people's answers is right where it is sure, beside the least share that is asked of it."""
    found = enhancement.report.get("precision")
    return found and found | {"target": enhancement.report.get("target")}


def sources(enhancement: Enhancement) -> list[dict]:
    return enhancement.report.get("sources", [])
