"""The frontier as pages and API show it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.models import RoutePrices
from synthlab.drawing import words


def as_form(prices: RoutePrices) -> dict[str, str]:
    """The prices as their form has them: errors in percent."""
    named = {name: getattr(prices, name) for name in ("wage", "seconds", "call")}
    return {name: f"{value:g}" for name, value in (named | {"person_error": 100 * prices.person_error}).items()}


def chart(data: dict) -> list[dict]:
    """Lines of what is left wrong over what is spent: the best routes, people alone by risk, people by chance."""
    lines = (
        (_("Best routes"), "line"),
        (_("People alone, riskiest first"), "people_alone"),
        (_("By chance"), "chance"),
    )
    return [
        {"name": name, "points": [{"x": round(point["cost"], 4), "y": point["error"]} for point in data[line]]}
        for name, line in lines
        if data.get(line)
    ]


def points(data: dict) -> list[dict]:
    """To choose from, the cheapest first; `went` says in words where its rows go, `moves` whether any goes anywhere."""
    found = data.get("points", [])
    return [p | {"went": _went(p["routes"]), "moves": p["routes"]["accept"] < data["rows"]} for p in found]


def _went(routes: dict[str, int]) -> list[str]:
    told = {
        "accept": ngettext("%(n)s stays", "%(n)s stay", routes["accept"]),
        "student": ngettext("%(n)s to the student", "%(n)s to the student", routes["student"]),
        "again": ngettext("%(n)s to a model once more", "%(n)s to a model once more", routes["again"]),
        "person": ngettext("%(n)s to people", "%(n)s to people", routes["person"]),
    }
    return [text % {"n": words(routes[name], "count")} for name, text in told.items() if routes[name]]
