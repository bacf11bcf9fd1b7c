"""From the stored report to what charts, tables and sentences take."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from synthlab.drawing import words


def contrasts(rows: list[dict], name: str) -> list[dict]:
    """Rows of a forest chart: the difference, and in its note the two shares that it is made of."""
    return [{"label": row[name], **_limits(row["difference"]), "note": _shares(row)} for row in rows]


def _shares(row: dict) -> str:
    told = {
        "shown": words(row["shown"]["value"], "percent"),
        "n": words(row["shown"]["n"], "count"),
        "blind": words(row["blind"]["value"], "percent"),
        "m": words(row["blind"]["n"], "count"),
    }
    return _("with it %(shown)s of %(n)s, without %(blind)s of %(m)s") % told


def known_rows(anchoring: dict) -> list[dict]:
    """What is known to be right, as it was known, each with its three comparisons in words."""
    titles = {
        "reference": _("The right label came with the sample"),
        "settled": _("The label was settled later, by several people or a lead"),
    }
    return [
        {
            "title": titles[known["by"]],
            "answers": known["answers"],
            "rows": [
                {"name": _("follows the model where it is wrong"), **known["follows_wrong"]},
                {"name": _("leaves the model where it is right"), **known["leaves_right"]},
                {"name": _("is wrong"), **known["errors"]},
            ],
        }
        for known in anchoring["known"]
        if known["answers"]
    ]


def median_rows(rows: list[dict], name: str) -> list[dict]:
    """Without a bar where so few times have no interval: it would tell of single answers."""
    told = [{"label": row[name], **_limits(row)} for row in rows]
    return [row if row["low"] is not None else row | {"value": None} for row in told]


def _limits(estimate: dict) -> dict:
    return {key: estimate[key] for key in ("value", "low", "high", "n")}


def over_a_sitting(parts: list[dict], name: str) -> list[dict]:
    """One series with its band, a point for each part of a sitting."""
    points = [
        {"x": place, "y": part["value"], "low": part["low"], "high": part["high"], "n": part["n"], "label": _part(part)}
        for place, part in enumerate(parts)
        if part["low"] is not None
    ]
    return [{"name": name, "points": points}]


def _part(part: dict) -> str:
    if part["last"] is None:
        return _("%(first)s and on") % {"first": part["first"]}
    return f"{part['first']}–{part['last']}"


def left_out(times: dict) -> list[str]:
    """Which answers tell nothing of time, and why."""
    none, away = times["left_out"]["no_time"], times["left_out"]["away"]
    said = []
    if none:
        said.append(
            ngettext("%(n)s answer came without a time", "%(n)s answers came without a time", none)
            % {"n": words(none, "count")}
        )
    if away:
        said.append(
            ngettext(
                "for %(n)s the person was away for more than half an hour",
                "for %(n)s the person was away for more than half an hour",
                away,
            )
            % {"n": words(away, "count")}
        )
    if together := times["left_out"].get("together", 0):  # a report of before there were any has none
        said.append(
            ngettext(
                "%(n)s answer was given with others at once", "%(n)s answers were given with others at once", together
            )
            % {"n": words(together, "count")}
        )
    return said
