"""The frontier as pages and API show it."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.machine.askers import BESIDE_THE_FORM, QUESTION
from annotation.models import RoutePrices
from annotation.routing.answer_time import answer_time
from generation.models import Codebook, Project, Run
from generation.runs.frames.prompt_forms import WORDING, form_title
from generation.runs.frames.settings import chosen_of
from synthlab.drawing import words


def as_form(prices: RoutePrices) -> dict[str, str]:
    """The prices as their form has them: errors in percent."""
    named = {name: getattr(prices, name) for name in ("wage", "seconds", "call")}
    told = {name: f"{value:g}" for name, value in (named | {"person_error": 100 * prices.person_error}).items()}
    return told | {"budget": f"{prices.budget:.12g}" if prices.budget else ""}


def chart(data: dict) -> list[dict]:
    """Lines of what is left wrong over what is spent: the best routes, people alone by risk, people by chance. Of two
    that coincide one is drawn, under both names."""
    lines = (
        (_("Best routes"), "line"),
        (_("People alone, riskiest first"), "people_alone"),
        (_("By chance"), "chance"),
    )
    if people_are_best(data):
        lines = ((_("Best routes, which are people alone, riskiest first"), "line"), lines[-1])
    return [
        {"name": name, "points": [{"x": round(point["cost"], 4), "y": point["error"]} for point in data[line]]}
        for name, line in lines
        if data.get(line)
    ]


def people_are_best(data: dict) -> bool:
    """Whether the best routes are those of people alone: nobody else is worth asking."""
    return bool(data.get("line")) and data["line"] == data.get("people_alone")


def points(data: dict) -> list[dict]:
    """To choose from, the cheapest first; `went` says in words where its rows go, `moves` whether any goes anywhere.
    The sweep begins with the first, so its `value` is where it began and no price (`is_least`)."""
    return [
        point
        | {"went": _went(point["routes"]), "agreed": json.dumps(point["routes"])}
        | {"moves": point["routes"]["accept"] < data["rows"], "is_least": not at}
        for at, point in enumerate(data.get("points", []))
    ]


def alike(data: dict) -> int:
    """By how many draws of an audit the points that leave rows unasked cannot be told apart: the interval of the
    first holds the share of every other. 0 where they can be, or are not judged."""
    some_unasked = [point for point in data.get("points", []) if point["routes"]["person"] < data["rows"]]
    judged = [point["judged"] for point in some_unasked if point["judged"]]
    if len(judged) < 2:
        return 0
    first = judged[0]
    return first["n"] if all(first["low"] <= other["value"] <= first["high"] for other in judged) else 0


def whose(project: Project, data: dict) -> dict[str, str] | None:
    """Whose further opinion has shown its worth: its model, and its form as people call it, with what of it is not as
    it would be asked now."""
    asker = (data.get("opinion") or {}).get("asker")
    if not asker:
        return None
    run = Run.objects.filter(project=project, pk=asker.get("run")).select_related("codebook").first()
    told = [form_title(project, asker["form"]), *(_unlike_usual(run) if run else ())]
    return {"model": asker["model"], "form": "; ".join(told), "imported": asker["imported"]}


def _unlike_usual(run: Run) -> list[str]:
    told = [f"{title}: {value}" for title, value in chosen_of(run, without=(*BESIDE_THE_FORM, QUESTION, WORDING))]
    if Codebook.objects.published().filter(project=run.project_id, number__gt=run.codebook.number).exists():
        told.append(_("version %(number)d of the codebook") % {"number": run.codebook.number})
    return told


def beyond(data: dict) -> int:
    """How many of the rows came after those were frozen that the audit speaks of."""
    judged = next((point["judged"] for point in data.get("points", []) if point["judged"]), None)
    return max(0, data["rows"] - judged.get("population", data["rows"])) if judged else 0


def taken_over(prices: RoutePrices, measured: dict | None) -> dict[str, str]:
    """The prices that were measured here and are not in force, as the form has them. The time of an answer is by itself
    once there are enough."""
    names = ["call"] if answer_time(prices, measured).is_measured else ["seconds", "call"]
    found = {name: f"{(measured or {}).get(name) or 0:.4g}" for name in names}
    return {name: told for name, told in found.items() if float(told) and told != f"{getattr(prices, name):.4g}"}


def _went(routes: dict[str, int]) -> list[str]:
    told = {
        "accept": ngettext("%(n)s stays", "%(n)s stay", routes["accept"]),
        "student": ngettext("%(n)s to the student", "%(n)s to the student", routes["student"]),
        "again": ngettext("%(n)s to a model once more", "%(n)s to a model once more", routes["again"]),
        "person": ngettext("%(n)s to people", "%(n)s to people", routes["person"]),
    }
    return [text % {"n": words(routes[name], "count")} for name, text in told.items() if routes[name]]
