"""Charts drawn by the server: SVG shapes, words in HTML, and the numbers as a table. No script, no style attribute.

A chart says its n and its interval: give `low`, `high` and `n` wherever an estimate has them, and sum up in `summary`.
`unit` is percent (values are shares), points (differences of shares), seconds, count, usd or number.

{% line_chart title=… series=… %}       series: [{name, points: [{x, y, low?, high?, n?, label?}]}]
{% bar_chart title=… rows=… %}          rows: [{label, value, low?, high?, n?, url?}]
{% forest_chart title=… rows=… %}       rows: [{label, value, low, high, n, note?}], around zero or another `middle`
{% histogram title=… bins=… %}          bins of equal width: [{low, high, count}]
{% confusion title=… labels=… rows=… %} rows: [{label, cells: [{count, url?}]}], one cell a label of `labels`
{% funnel title=… rows=… %}             rows: [{label, count, note?, url?}], widest first
"""

from itertools import pairwise

from django import template

from synthlab.drawing import finite, interval, path, place, tick_words, ticks, words

register = template.Library()

SERIES = 5  # colours, and dashes, in static/css/charts.css
HEAT = (0.001, 0.1, 0.25, 0.5, 0.8)  # from which share of its row a cell gets the next shade


@register.inclusion_tag("charts/_line.html")
def line_chart(title, series, summary="", unit="percent", low=0.0, high=None, x_name="", goal=None, goal_name=""):
    points = [point for one in series for point in one["points"]]
    tops = finite([point.get("high") for point in points] + [point["y"] for point in points] + [goal, high])
    bottoms = finite([point.get("low") for point in points] + [point["y"] for point in points] + [low])
    y_ticks = ticks(min(bottoms, default=0.0), max(tops, default=1.0))
    x_low, x_high, x_words = _x_axis(points)
    box = (x_low, x_high, y_ticks[0], y_ticks[-1])
    return {
        "title": title,
        "summary": summary,
        "empty": not points,
        "series": [_drawn(one, number, box, unit) for number, one in enumerate(series)],
        "grid": [100 - place(value, y_ticks[0], y_ticks[-1]) for value in y_ticks],
        "y_words": tick_words(y_ticks, unit)[::-1],
        "x_words": x_words,
        "x_name": x_name,
        "goal": None if goal is None else 100 - place(goal, y_ticks[0], y_ticks[-1]),
        "goal_name": goal_name,
    }


def _x_axis(points: list[dict]) -> tuple[float, float, list[str]]:
    """Numbers get round ticks; named points (dates, versions) the names of the first, middle and last."""
    if any("label" in point for point in points):
        names = {point["x"]: point["label"] for point in points}
        order = sorted(names)
        shown = order if len(order) <= 2 else [order[0], order[len(order) // 2], order[-1]]
        if len(shown) == 3 and order[-1] - order[0] != 2 * (shown[1] - order[0]):
            shown = [order[0], order[-1]]  # words stand evenly, so an uneven middle would be misplaced
        return order[0], order[-1], [names[x] for x in shown]
    values = ticks(min((point["x"] for point in points), default=0), max((point["x"] for point in points), default=1))
    return values[0], values[-1], tick_words(values, "number")


def _drawn(one: dict, number: int, box: tuple, unit: str) -> dict:
    x_low, x_high, y_low, y_high = box

    def at(point: dict, value: float) -> tuple[float, float]:
        x = 50.0 if x_high == x_low else place(point["x"], x_low, x_high)
        return x, round(100 - place(value, y_low, y_high), 2)

    points = sorted((point for point in one["points"] if finite([point["y"]])), key=lambda point: point["x"])
    banded = [point for point in points if len(finite([point.get("low"), point.get("high")])) == 2]
    upper = [at(point, point["high"]) for point in banded]
    lower = [at(point, point["low"]) for point in banded]
    places = [at(point, point["y"]) for point in points]
    rows = [
        {
            "x": point.get("label", words(point["x"])),
            "y": words(point["y"], unit),
            "interval": interval(point.get("low"), point.get("high"), unit),
            "n": "" if point.get("n") is None else words(point["n"], "count"),
        }
        for point in points
    ]
    return {
        "name": one["name"],
        "css": f"series-{number % SERIES + 1}",
        "line": path(places) if places else "",
        "dots": " ".join(f"M{x:g},{y:g}h0" for x, y in places),
        "band": path(upper + lower[::-1]) + "Z" if len(banded) > 1 else "",
        "whiskers": " ".join(f"M{a[0]:g},{a[1]:g}V{b[1]:g}" for a, b in zip(upper, lower, strict=True))
        if len(banded) == 1
        else "",
        "rows": rows,
    }


@register.inclusion_tag("charts/_bars.html")
def bar_chart(title, rows, summary="", unit="percent", high=None, name="", value_name=""):
    tops = finite([row.get("high") for row in rows] + [row["value"] for row in rows] + [high])
    end = high or ticks(0, max(tops, default=1.0))[-1]
    drawn = [
        {
            **row,
            "width": place(row["value"] or 0, 0, end),
            "whisker": _reach(row, 0, end),
            "words": words(row["value"], unit),
            "interval": interval(row.get("low"), row.get("high"), unit),
            "n_words": "" if row.get("n") is None else words(row["n"], "count"),
        }
        for row in rows
    ]
    return {"title": title, "summary": summary, "rows": drawn, "name": name, "value_name": value_name}


@register.inclusion_tag("charts/_forest.html")
def forest_chart(title, rows, summary="", unit="points", middle=0.0, name="", value_name=""):
    """Effects with their intervals on one axis. A row says in its `note` what it is made of, or why it has no value."""
    told = finite(row.get(key) for row in rows for key in ("value", "low", "high"))
    edges = ticks(min([*told, middle]), max([*told, middle]))
    low, high = edges[0], edges[-1]
    drawn = [
        {
            **row,
            "at": None if row["value"] is None else place(row["value"], low, high),
            "whisker": _reach(row, low, high),
            "words": words(row["value"], unit),
            "interval": interval(row.get("low"), row.get("high"), unit),
            "n_words": "" if row.get("n") is None else words(row["n"], "count"),
        }
        for row in rows
    ]
    axis = {"middle": place(middle, low, high), "edges": [words(low, unit), words(high, unit)] if told else []}
    return {"title": title, "summary": summary, "rows": drawn, "name": name, "value_name": value_name, **axis}


def _reach(row: dict, low: float, high: float) -> str:
    if len(finite([row.get("low"), row.get("high")])) < 2:
        return ""
    begin, end = place(row["low"], low, high), place(row["high"], low, high)
    return f"M{begin:g},5H{end:g}M{begin:g},2.5V7.5M{end:g},2.5V7.5"


@register.inclusion_tag("charts/_histogram.html")
def histogram(title, bins, summary="", unit="number", x_name=""):
    y_ticks = ticks(0, max((one["count"] for one in bins), default=1) or 1)
    width = 100 / max(len(bins), 1)
    drawn = [
        {
            **one,
            "x": round(index * width + width * 0.06, 3),
            "width": round(width * 0.88, 3),
            "y": 100 - place(one["count"], 0, y_ticks[-1]),
            "height": place(one["count"], 0, y_ticks[-1]),
            "words": interval(one["low"], one["high"], unit),
        }
        for index, one in enumerate(bins)
    ]
    edges = [bins[0]["low"], (bins[0]["low"] + bins[-1]["high"]) / 2, bins[-1]["high"]] if bins else []
    return {
        "title": title,
        "summary": summary,
        "bins": drawn,
        "grid": [100 - place(value, 0, y_ticks[-1]) for value in y_ticks],
        "y_words": tick_words(y_ticks, "count")[::-1],
        "x_words": tick_words(edges, unit) if edges else [],
        "x_name": x_name,
    }


@register.inclusion_tag("charts/_confusion.html")
def confusion(title, labels, rows, summary="", row_name="", column_name=""):
    drawn = []
    for index, row in enumerate(rows):
        total = sum(cell["count"] for cell in row["cells"])
        shares = [cell["count"] / total if total else 0.0 for cell in row["cells"]]
        cells = [
            {**cell, "share": words(share, "percent"), "heat": sum(share >= edge for edge in HEAT), "same": at == index}
            for at, (cell, share) in enumerate(zip(row["cells"], shares, strict=True))
        ]
        drawn.append({"label": row["label"], "cells": cells, "total": total})
    names = {"row_name": row_name, "column_name": column_name}
    return {"title": title, "summary": summary, "labels": labels, "rows": drawn, **names}


@register.inclusion_tag("charts/_funnel.html")
def funnel(title, rows, summary=""):
    widest = max((row["count"] for row in rows), default=0) or 1
    kept = [None, *(after["count"] / before["count"] if before["count"] else None for before, after in pairwise(rows))]
    drawn = [
        {
            **row,
            "width": place(row["count"], 0, widest),
            "words": words(row["count"], "count"),
            "kept": "" if share is None or share > 1 else words(share, "percent"),
        }
        for row, share in zip(rows, kept, strict=True)
    ]
    return {"title": title, "summary": summary, "rows": drawn}
