"""From the stored report to what the page and answers show: prices of the moment, charts, tables."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.models import RoutePrices
from annotation.routing.answer_time import answer_time
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
        | {"verdict": verdict(data, plan), "advice": advice(plan)}
        for plan in data["plans"]
    ]
    return data | {"plans": plans, "seconds_used": seconds, "seconds_measured": is_measured, "wage": prices.wage}


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


def looks(plan: dict) -> list[dict]:
    return [{"name": str(WAYS[way]), **told} for way, told in plan["next"].items()]
