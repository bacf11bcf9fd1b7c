"""From the stored comparison to heat tables, lists and links; without a slug nothing links to its items."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from annotation.compare.words import figures_of
from annotation.samples.shapes import model_name
from generation.models.machine import HUMAN, PERSON, STUDENT

WORST = 12
SHOWN_LABELS = 30
NO_MODEL = ""  # where people and the student alone have labels


def matrices(slug: str | None, number: int, question: dict, source: str) -> list[dict]:
    """Of a source: it against people, the student against people, and it against the student."""
    wanted = [(source, HUMAN), (STUDENT, HUMAN), (source, STUDENT)]
    pairs = {(pair["left"], pair["right"]): pair for pair in question["pairs"]}
    found = [pairs[key] for key in dict.fromkeys(wanted) if key in pairs and size_of(pairs[key])]
    return [_matrix(slug, number, question, pair) for pair in found]


def stored_pair(question: dict, left: str, right: str) -> dict | None:
    """Two sides that the comparison holds itself, in whichever order they are asked for."""
    return next((pair for pair in question["pairs"] if {pair["left"], pair["right"]} == {left, right}), None)


def matrix_of(slug: str | None, number: int, question: dict, pair: dict) -> list[dict]:
    return [_matrix(slug, number, question, pair)] if size_of(pair) else []


def size_of(pair: dict) -> int:
    """How many rows have an answer of both sides; 0 where nothing was counted yet."""
    return (pair.get("all") or pair.get("answered") or {"n": 0})["n"]


def is_label(question: dict) -> bool:
    """Reports of before told no type: they were of labels alone."""
    return question.get("type", "label") == "label"


def against(left: str, right: str) -> str:
    return _("%(left)s against %(right)s") % {"left": party(left), "right": party(right)}


def uncounted(question: dict, source: str, asked: str | None) -> list[str]:
    """Who has no row beside people's in the stored numbers: the one asked for that they do not know, or of no row."""
    known = {one["source"] for one in question["sources"]}
    counted = {pair["left"] for pair in question["pairs"] if pair["right"] == HUMAN and size_of(pair)}
    wanted = dict.fromkeys([asked or source, source, *(known & {STUDENT})])
    return [party(name) for name in wanted if name not in counted]


def _matrix(slug: str | None, number: int, question: dict, pair: dict) -> dict:
    """With `rows` for a heat table where a kind has few answers; of kinds that take no label with `figures`."""
    base = {"codebook": number, "question": question["name"], "left": pair["left"], "right": pair["right"]}
    told = {
        "title": against(pair["left"], pair["right"]),
        "left_name": party(pair["left"]),
        "right_name": party(pair["right"]),
        "n": size_of(pair),
    }
    if not is_label(question):
        names = {"left": told["left_name"], "right": told["right_name"]}
        told |= {
            "figures": figures_of(question["type"], pair, **names),
            "only": {"pairs": [told["title"]], "labels": _label_rows(slug, base, pair.get("labels", []))},
            "url": _items_url(slug, base | {"differ": 1}) if _differs(pair) else "",
        }
    return pair | told | (_heat(slug, base, question, pair) if "cells" in pair else {})


def _heat(slug: str | None, base: dict, question: dict, pair: dict) -> dict:
    counts = {(row, column): count for row, column, count in pair["cells"]}
    labels = _labels(question, counts)
    rows = [{"label": row, "cells": [_cell(counts, row, column) for column in labels]} for row in labels]
    for row in rows:
        for cell in row["cells"]:
            cell["url"] = _items_url(slug, base | {"row": cell.pop("row"), "column": cell.pop("column")})
    differ = [cell for row in rows for cell in row["cells"] if cell["differs"] and cell["count"]]
    return {"labels": labels, "rows": rows, "worst": sorted(differ, key=lambda cell: -cell["count"])[:WORST]}


def _differs(pair: dict) -> bool:
    share = pair.get("all") or pair.get("answered") or {}
    return share.get("value") is not None and share["value"] < 1


def _label_rows(slug: str | None, base: dict, rows: list[dict]) -> list[dict]:
    """Of two sides that were compared on demand: each label with its own numbers."""
    sides = [(base["left"], base["right"])]
    return [_label_row(slug, base, sides, row) for row in rows]


def _labels(question: dict, counts: dict) -> list[str]:
    """The codebook's labels, then what else was said; of very many only those that occur most."""
    seen = {}
    for (row, column), count in counts.items():
        seen[row] = seen.get(row, 0) + count
        seen[column] = seen.get(column, 0) + count
    others = sorted(set(seen) - set(question["labels"]), key=_by_number)
    known = question["labels"] + others
    if len(known) <= SHOWN_LABELS:
        return known
    most = set(sorted(seen, key=lambda label: -seen[label])[:SHOWN_LABELS])
    return [label for label in known if label in most]


def _by_number(label: str) -> tuple[int, str]:
    """Points of a scale in their order: 10 after 9."""
    return (int(label) if label.isdecimal() else 0), label


def _cell(counts: dict, row: str, column: str) -> dict:
    return {
        "row": row,
        "column": column,
        "name": f"{row} → {column}",
        "count": counts.get((row, column), 0),
        "differs": row != column,
    }


def three(slug: str | None, number: int, question: dict, source: str) -> dict | None:
    """Of a model, or where none labelled of people and the student: rule by rule, label by label, and what confuses."""
    found = question.get("three", {})  # a report of before it was counted has none
    name = source if source in found else NO_MODEL
    if name not in found:
        return None
    base = {"codebook": number, "question": question["name"], "left": name}
    told, confusing = found[name], found[name]["confusing"]
    sides = _sides(told)
    rules = [row | {"url": _items_url(slug, base | {"rule": row["key"]})} for row in confusing["rules"]]
    pairs = [row | {"url": _items_url(slug, base | _one_and_other(row))} for row in confusing["labels"]]
    labels = [_row(slug, {}, sides, row) for row in told["labels"]]
    if not is_label(question):
        labels = [_label_row(slug, base, sides, row) for row in told["labels"]]
    return {
        "pairs": [against(*pair) for pair in sides],
        "labels": labels,
        "rules": [_rule_row(slug, base, sides, row, question) for row in told["rules"]] if sides else [],
        "confusing": {"rules": rules, "labels": pairs},
    }


def _sides(told: dict) -> list[tuple[str, str]]:
    """Reports of before named no sides: their labels tell."""
    if "sides" in told:
        return [tuple(side) for side in told["sides"]]
    return [(pair["left"], pair["right"]) for pair in told["labels"][0]["pairs"]] if told["labels"] else []


def _one_and_other(row: dict) -> dict:
    return dict(zip(("one", "other"), row["labels"], strict=True))


def _row(slug: str | None, asked: dict, sides: list[tuple[str, str]], row: dict) -> dict:
    """Of a rule or a label: a cell for each two sides, with where the rows stand on which model and student differ."""
    pairs = {(pair["left"], pair["right"]): pair for pair in row["pairs"]}
    cells = []
    for pair in sides:
        found = pairs.get(pair)
        if found and asked and _can_differ(found):
            found = found | {"url": _items_url(slug, asked | {"right": pair[1]})}
        cells.append({"name": against(*pair), "of": found})
    return row | {"cells": cells, "url": _items_url(slug, asked)}


def _rule_row(slug: str | None, base: dict, sides: list[tuple[str, str]], row: dict, question: dict) -> dict:
    found = _row(slug, base | {"rule": row["key"]}, sides, row)
    if not is_label(question):
        for (left, right), cell in zip(sides, found["cells"], strict=True):
            if cell["of"] and _differs(cell["of"]):
                asked = base | {"rule": row["key"], "left": left, "right": right, "differ": 1}
                cell["of"] = cell["of"] | {"url": _items_url(slug, asked)}
    return found


def _label_row(slug: str | None, base: dict, sides: list[tuple[str, str]], row: dict) -> dict:
    """Of several labels or spans: where the two sides differ on this one."""
    found = _row(slug, {}, sides, row)
    for (left, right), cell in zip(sides, found["cells"], strict=True):
        if cell["of"] and _differs(cell["of"]):
            asked = base | {"left": left, "right": right, "label": row["label"], "differ": 1}
            cell["of"] = cell["of"] | {"url": _items_url(slug, asked)}
    return found


def _can_differ(pair: dict) -> bool:
    return "all" in pair and pair["all"]["value"] < 1


def party(name: str) -> str:
    return _("People") if name == HUMAN else model_name(name.removeprefix(PERSON))


def _items_url(slug: str | None, query: dict) -> str:
    if slug is None:
        return ""
    return f"{reverse('annotation:compare-items', args=[slug])}?{urlencode(query)}"
