"""From the stored report to what the page and answers show: prices of the moment, charts, tables."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.models import RoutePrices
from annotation.routing.answer_time import answer_time
from annotation.stopping.helping import helping
from annotation.stopping.rules import rules
from annotation.stopping.words import advice, verdict, working_time
from synthlab.drawing import rounded_up

WAYS = {"active": gettext_lazy("The riskiest rows"), "audit": gettext_lazy("Audits, drawn by chance")}
USUAL = 0.02  # the limit that is shown first


def with_prices(data: dict, prices: RoutePrices) -> dict:
    """The plans with minutes and USD, at the wage in force and the time that an answer took, or is taken to."""
    seconds, is_measured = seconds_of(data, prices)
    twice = data["answers_an_audit"]
    plans = [
        plan
        | {
            name: None if data.get("ended_at") else cost(plan["active"] + twice * plan[audits], seconds, prices.wage)
            for name, audits in (("cost", "audits"), ("cost_at_most", "audits_at_most"))
        }
        | {"verdict": verdict(data, plan), "advice": advice(plan), "curve": _priced(plan, twice, seconds, prices.wage)}
        for plan in data["plans"]
    ]
    told = data | {"seconds_used": seconds, "seconds_measured": is_measured, "wage": prices.wage}
    if "rounds" not in data or data.get("ended_at"):  # stored before there were rules, or past all of them
        return told | {"plans": plans}
    spent = cost(data["answers"], seconds, prices.wage)
    judged = [
        plan | {"helping": helping(data, plan, prices), "rules": rules(data, plan, spent, prices)} for plan in plans
    ]
    return told | {"plans": judged, "spent": spent, "rules": rules(data, None, spent, prices), "budget": prices.budget}


def _priced(plan: dict, twice: int, seconds: float, wage: float) -> dict | None:
    """The curve, its least point with minutes and USD."""
    if not (curve := plan.get("curve")):
        return None
    least = curve["least"]
    return curve | {"least": least | {"cost": cost(least["active"] + twice * least["audits"], seconds, wage)}}


def seconds_of(data: dict, prices: RoutePrices) -> tuple[float, bool]:
    told = data["an_answer"]
    time = answer_time(prices, {"seconds": told["value"], "seconds_n": told["n"]})
    return time.seconds, time.is_measured


def cost(answers: int, seconds: float, wage: float) -> dict:
    minutes = answers * seconds / 60
    return {"answers": answers, "minutes": minutes, "time": working_time(minutes), "usd": minutes / 60 * wage}


def plan_for(plans: Sequence[dict], limit: float | None) -> dict | None:
    """The plan of a limit; where none is asked for, that of 2 %, or of the smallest there is."""
    by_limit = {plan["limit"]: plan for plan in plans}
    return by_limit.get(limit) or by_limit.get(USUAL) or next(iter(plans), None)


def path_chart(data: dict) -> list[dict]:
    """By audits; of points after as many audits the last, which holds what the queue's choice found after them.

    Without the first point where there are others: before any audit all may be wrong, which says nothing.
    """
    path = list({one["audits"]: one for one in data["path"]}.values())
    path = path[1:] if len(path) > 2 else path
    points = [{"x": one["audits"], "y": rounded_up(one["bound"]), "n": one["removed"]} for one in path]
    return [{"name": _("At most wrong"), "points": points}]


def curve_chart(plan: dict) -> list[dict]:
    """Labels in all by how many of the riskiest rows are looked at first, and the least of them, a point of its own."""
    if not (curve := plan.get("curve")):
        return []
    least, named = curve["least"], (_("Labels in all"), _("The least"))
    lines = (curve["points"], [least])
    return [
        {"name": name, "points": [{"x": one["active"], "y": one["answers"], "n": one["audits"]} for one in line]}
        for name, line in zip(named, lines, strict=True)
    ]


def looks(plan: dict) -> list[dict]:
    return [{"name": str(WAYS[way]), **told} for way, told in plan["next"].items()]
