"""When it is enough: where the bound stands, what a promise takes from here, and what to look at next."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotation.methods.certificate.limits import LIMITS
from annotation.routing.asking import are_assumed, prices_in_force
from annotation.stopping.asking import stopping as reckoned
from annotation.stopping.helping import score_told
from annotation.stopping.shapes import curve_chart, looks, path_chart, plan_for, with_prices
from annotation.stopping.words import REASONS
from generation.access import labels_for
from synthlab.http import HtmxRequest


@require_GET
@login_required
def stopping(request: HtmxRequest, slug: str) -> HttpResponse:
    """The stored figures at the prices in force; `?limit=` chooses the promise that is looked at."""
    project = labels_for(request.user, slug)
    shown = reckoned(project)
    context = {"project": project, "nav": "stopping", "shown": shown, "data": shown.data, "limits": LIMITS}
    if reason := shown.data.get("reason"):
        context["reason"] = REASONS[reason]
    elif shown.data:
        prices = prices_in_force(project)
        data = with_prices(shown.data, prices)
        plan = plan_for(data["plans"], _limit(request))
        context |= {
            "data": data,
            "plan": plan,
            "assumed": are_assumed(prices),
            "path": path_chart(data),
            "looks": looks(plan) if plan else [],
            "curve": curve_chart(plan) if plan else [],
            "rules": (plan or data).get("rules", []),
            "apart": score_told(data["told_apart"]) if "told_apart" in data else None,
        }
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/stopping/{template}.html", context)


def _limit(request: HtmxRequest) -> float | None:
    """One that can be chosen; what else stands in the address shows the usual one."""
    told = request.GET.get("limit", "")
    return next((limit for limit in LIMITS if told == f"{limit:g}"), None)
