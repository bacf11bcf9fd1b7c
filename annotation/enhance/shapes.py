"""An enhancement as pages and API show it."""

from collections import Counter

from django.utils.translation import gettext as _

from annotation.methods.enhancement.words import ENHANCEMENTS
from annotation.models import Enhancement

SHOWN_LABELS = 30


def name_of(enhancement: Enhancement) -> str:
    if enhancement.method == Enhancement.ROUTED:
        return _("Labels of the student, where routes lead to it")
    return _(ENHANCEMENTS[enhancement.method].name)


def notes_of(enhancement: Enhancement) -> list[str]:
    """In the reader's language."""
    return [_(note) for note in enhancement.notes]


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
    """Shares right on rows that people answered: before, and after each step the method tried."""
    report = enhancement.report
    tried = report.get("stages") or report.get("rounds") or [report["after"]] if report.get("before") else []
    if not tried:
        return []
    kept = report.get("kept", len(tried) if enhancement.changed else 0)
    told = [{"name": _("Models' labels"), "share": report["before"], "kept": True}]
    for number, share in enumerate(tried, start=1):
        told.append({"name": _("After step %(number)d") % {"number": number}, "share": share, "kept": number <= kept})
    return told


def sources(enhancement: Enhancement) -> list[dict]:
    return enhancement.report.get("sources", [])
