"""Who decides about which label: the frontier of cost against label error, and having a point of it carried out."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotation.models import Routing
from annotation.routing.asking import (
    answer_time_of,
    are_assumed,
    carry_out,
    job_of,
    prices_in_force,
    routes,
    set_prices,
)
from annotation.routing.forms import LabellingForm, PricesForm, RouteForm
from annotation.routing.labelling import ask_again, last_asking
from annotation.routing.shapes import alike, as_form, beyond, chart, people_are_best, points, taken_over, whose
from generation.access import labels_for, project_for
from generation.models import Job, Project, Role
from generation.waiting import waiting
from synthlab.http import HtmxRequest

SHOWN = 10  # routings, the newest first


@require_http_methods(["GET", "POST"])
@login_required
def routing(request: HtmxRequest, slug: str) -> HttpResponse:
    """The frontier, and what was carried out; POST sets the prices."""
    if request.method == "POST":
        return _price(request, project_for(request.user, slug, role=Role.LEAD))
    project = labels_for(request.user, slug)
    return _page(request, project, PricesForm(initial=as_form(prices_in_force(project))))


def _price(request: HtmxRequest, project: Project) -> HttpResponse:
    form = PricesForm(request.POST)
    if not form.is_valid():
        return _page(request, project, form)
    set_prices(project=project, by=request.user, **form.prices())
    messages.success(request, _("These prices hold; the points are reckoned anew."))
    return redirect("annotation:routing", project.slug)


def _page(request: HtmxRequest, project: Project, form: PricesForm) -> HttpResponse:
    shown, prices = routes(project), prices_in_force(project)
    made = list(
        Routing.objects.filter(project=project).select_related("people", "again", "labels", "created_by")[:SHOWN]
    )
    working = next((one for one in made if one.state == Routing.State.RUNNING), None)
    measured, asked = taken_over(prices, shown.data.get("measured")), last_asking(project)
    pending = shown.pending or bool(working) or (asked is not None and asked.state == Job.State.OPEN)
    context = {
        "project": project,
        "nav": "signals",
        "form": form,
        "shown": shown,
        "found": shown.data,
        "chart": chart(shown.data),
        "people_are_best": people_are_best(shown.data),
        "points": points(shown.data),
        "alike": alike(shown.data),
        "whose": whose(project, shown.data),
        "beyond": beyond(shown.data),
        "prices": prices,
        "time": (time := answer_time_of(prices, shown.data)),
        "answer": time.usd(prices.wage),
        "assumed": are_assumed(prices),
        "taken_over": measured and as_form(prices) | measured,
        "made": made,
        "poll": SimpleNamespace(pending=pending, due_in=shown.due_in),
        "working": working,
        "waits": waiting(job_of(working) if working else asked),
        "asked": asked,
        "asking": LabellingForm(project=project) if project.my_role == Role.LEAD else None,
    }
    name = "_report" if request.htmx else "page"
    return render(request, f"annotation/routing/{name}.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def routing_carry_out(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = RouteForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([message for errors in form.errors.values() for message in errors])
        carry_out(project=project, by=request.user, **form.cleaned_data)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The rows are being routed; what comes of it appears below."))
    return redirect("annotation:routing", slug)


@require_POST
@login_required
def routing_ask(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Have a model asked once more about the rows that were routed to it."""
    project = project_for(request.user, slug, role=Role.LEAD)
    made = get_object_or_404(Routing.objects.select_related("project"), project=project, pk=pk)
    return _ask(request, project, routing=made)


@require_POST
@login_required
def routing_try(request: HtmxRequest, slug: str) -> HttpResponse:
    """Have a model asked about rows that people answered, to learn what its opinion is worth."""
    project = project_for(request.user, slug, role=Role.LEAD)
    return _ask(request, project)


def _ask(request: HtmxRequest, project: Project, *, routing: Routing | None = None) -> HttpResponse:
    form = LabellingForm(request.POST, project=project)
    try:
        if not form.is_valid():
            raise ValidationError([message for errors in form.errors.values() for message in errors])
        ask_again(project=project, routing=routing, by=request.user, **form.cleaned_data)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The rows are being chosen; the run appears here once it has begun."))
    return redirect("annotation:routing", project.slug)
