"""From the stored comparison to heat tables, lists and links; without a slug nothing links to its items."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from annotation.samples.shapes import model_name
from generation.models.machine import HUMAN, PERSON, STUDENT

WORST = 12
SHOWN_LABELS = 30


def matrices(slug: str | None, number: int, question: dict, source: str) -> list[dict]:
    """Of a source: it against people, the student against people, and it against the student."""
    wanted = [(source, HUMAN), (STUDENT, HUMAN), (source, STUDENT)]
    pairs = {(pair["left"], pair["right"]): pair for pair in question["pairs"]}
    found = [pairs[key] for key in dict.fromkeys(wanted) if key in pairs and pairs[key]["cells"]]
    return [_matrix(slug, number, question, pair) for pair in found]


def stored_pair(question: dict, left: str, right: str) -> dict | None:
    """Two sides that the comparison holds itself, in whichever order they are asked for."""
    return next((pair for pair in question["pairs"] if {pair["left"], pair["right"]} == {left, right}), None)


def matrix_of(slug: str | None, number: int, question: dict, pair: dict) -> list[dict]:
    return [_matrix(slug, number, question, pair)] if pair.get("cells") else []


def against(left: str, right: str) -> str:
    return _("%(left)s against %(right)s") % {"left": party(left), "right": party(right)}


def uncounted(question: dict, source: str, asked: str | None) -> list[str]:
    """Who has no row beside people's in the stored numbers: the one asked for that they do not know, or of no row."""
    known = {one["source"] for one in question["sources"]}
    counted = {pair["left"] for pair in question["pairs"] if pair["right"] == HUMAN and pair["cells"]}
    wanted = dict.fromkeys([asked or source, source, *(known & {STUDENT})])
    return [party(name) for name in wanted if name not in counted]


def _matrix(slug: str | None, number: int, question: dict, pair: dict) -> dict:
    counts = {(row, column): count for row, column, count in pair["cells"]}
    labels = _labels(question, counts)
    rows = [{"label": row, "cells": [_cell(counts, row, column) for column in labels]} for row in labels]
    base = {"codebook": number, "question": question["name"], "left": pair["left"], "right": pair["right"]}
    for row in rows:
        for cell in row["cells"]:
            cell["url"] = _items_url(slug, base | {"row": cell.pop("row"), "column": cell.pop("column")})
    differ = [cell for row in rows for cell in row["cells"] if cell["differs"] and cell["count"]]
    return pair | {
        "title": against(pair["left"], pair["right"]),
        "left_name": party(pair["left"]),
        "right_name": party(pair["right"]),
        "labels": labels,
        "rows": rows,
        "worst": sorted(differ, key=lambda cell: -cell["count"])[:WORST],
        "n": sum(counts.values()),
    }


def _labels(question: dict, counts: dict) -> list[str]:
    """The codebook's labels, then what else was said; of very many only those that occur most."""
    seen = {}
    for (row, column), count in counts.items():
        seen[row] = seen.get(row, 0) + count
        seen[column] = seen.get(column, 0) + count
    known = question["labels"] + sorted(set(seen) - set(question["labels"]))
    if len(known) <= SHOWN_LABELS:
        return known
    most = set(sorted(seen, key=lambda label: -seen[label])[:SHOWN_LABELS])
    return [label for label in known if label in most]


def _cell(counts: dict, row: str, column: str) -> dict:
    return {
        "row": row,
        "column": column,
        "name": f"{row} → {column}",
        "count": counts.get((row, column), 0),
        "differs": row != column,
    }


def rules(slug: str | None, number: int, question: dict, source: str) -> list[dict]:
    base = {"codebook": number, "question": question["name"], "left": source}
    return [
        rule | {"url": _items_url(slug, base | {"rule": rule["key"]})} for rule in question["rules"].get(source, [])
    ]


def party(name: str) -> str:
    return _("People") if name == HUMAN else model_name(name.removeprefix(PERSON))


def _items_url(slug: str | None, query: dict) -> str:
    if slug is None:
        return ""
    return f"{reverse('annotation:compare-items', args=[slug])}?{urlencode(query)}"
