"""From the stored report to what charts, tables and sentences take."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from annotation.compare.shapes import party
from annotation.judges.shapes_of_changes import bar, periods
from annotation.judges.words import OF, alternative_verdict, beside_verdict, length_verdict, reliability_verdicts
from generation.models import Project
from generation.models.machine import STUDENT

SHOWN_LABELS = 12
MOST_CELLS = 20

#: What reports of before did not tell.
BEFORE = {"length": {"thirds": [], "difference": {"value": None, "low": None}}, "pairs": None}


def named(sources: list[dict]) -> list[dict]:
    """Those that said something of what people answered, each with its name: models that label before the student, who
    learns from them, and first those with most of it."""
    counted = [one | {"name": party(one["source"])} for one in sources if one["draws"]]
    return sorted(counted, key=lambda one: (one["source"] == STUDENT, -sum(draw["items"] for draw in one["draws"])))


def told(project: Project, codebook: dict, question: dict, source: dict) -> list[dict]:
    """Each draw with its charts, links and sentences, the one at random first."""
    return [
        BEFORE
        | draw
        | {
            "of": _(OF[draw["drawn"]]),
            "verdict": beside_verdict(draw["beside"]["percent"]["difference"]),
            "rows": _beside(draw["beside"]),
            "calibrated": reliability_verdicts(draw["reliability"]),
            "diagram": diagram(draw["reliability"]["bins"]),
            "tests": [one | {"verdict": alternative_verdict(one)} for one in draw["alternative"]],
            "by_length": length_verdict((BEFORE | draw)["length"]["difference"]),
            "thirds": _thirds((BEFORE | draw)["length"]["thirds"]),
            "likings": _likings(draw.get("pairs")),
            **periods(draw.get("drift")),
            **_cells(project, codebook, question, source, draw),
        }
        for draw in source["draws"]
    ]


def _beside(beside: dict) -> list[dict]:
    names = {"percent": _("Equal answers"), "alpha": _("Krippendorff's alpha")}
    return [{"id": name, "name": names[name], **beside[name]} for name in names if name in beside]


def _thirds(thirds: list[dict]) -> list[dict]:
    return [{"label": f"{one['low']}–{one['high']}", **bar(one["equal"])} for one in thirds]


def _likings(pairs: dict | None) -> list[dict]:
    names = {"first": _("what stands first"), "longer": _("what is longer")}
    return [{"name": names[key], **pairs[key]} for key in names] if pairs else []


def diagram(bins: list[dict]) -> list[dict]:
    """The model's line and, to read it by, the one of a model that is as often right as it says."""
    points = [
        {"x": one["confidence"], "y": one["right"]["value"], **{key: one["right"][key] for key in ("low", "high", "n")}}
        for one in bins
    ]
    if not points:
        return []
    ideal = [{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}]
    return [{"name": _("The model"), "points": points}, {"name": _("As often right as it says"), "points": ideal}]


def _cells(project: Project, codebook: dict, question: dict, source: dict, draw: dict) -> dict:
    """A heat table where labels are few, and the most frequent differences in a list; each cell opens its items."""
    base = {"codebook": codebook["number"], "question": question["name"], "left": source["source"]}
    base |= {"first": draw["drawn"]}
    items = reverse("annotation:compare-items", args=[project.slug])
    cells = [
        {"row": row, "column": column, "count": n, "url": f"{items}?{urlencode(base | {'row': row, 'column': column})}"}
        for row, column, n in draw["cells"]
    ]
    differ = [cell for cell in cells if cell["row"] != cell["column"]]
    return {"heat": _heat(cells), "differ": differ[:MOST_CELLS], "more": max(0, len(differ) - MOST_CELLS)}


def _heat(cells: list[dict]) -> dict | None:
    """Labels stand by how often either side gave them."""
    counts: dict[str, int] = {}
    for cell in cells:
        for label in {cell["row"], cell["column"]}:
            counts[label] = counts.get(label, 0) + cell["count"]
    labels = sorted(counts, key=lambda label: -counts[label])
    if not labels or len(labels) > SHOWN_LABELS:
        return None
    known = {(cell["row"], cell["column"]): cell for cell in cells}
    rows = [{"label": row, "cells": [known.get((row, one), {"count": 0}) for one in labels]} for row in labels]
    return {"labels": labels, "rows": rows}
