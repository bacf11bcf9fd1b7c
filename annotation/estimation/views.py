"""The estimation sample: what one would tell and cost, ordering it, and what it told beside the audit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotation.estimation.asking import end_estimation, newest_estimation, order_estimation
from annotation.estimation.asking import estimation as reckoned
from annotation.estimation.forms import EstimationForm
from annotation.estimation.shapes import standing_of, with_prices
from annotation.routing.asking import are_assumed, prices_in_force
from generation.access import labels_for, project_for
from generation.models import Project, Role
from synthlab.http import HtmxRequest


@require_http_methods(["GET", "POST"])
@login_required
def estimation(request: HtmxRequest, slug: str) -> HttpResponse:
    """The stored figures at the prices in force; POST orders a sample."""
    if request.method == "POST":
        return _order(request, project_for(request.user, slug, role=Role.LEAD))
    return _page(request, labels_for(request.user, slug), None)


@require_POST
@login_required
def estimation_end(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        end_estimation(project=project, by=request.user, number=number)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Nobody is asked for this sample any more; what was answered stays told."))
    return redirect("annotation:estimation", project.slug)


def _order(request: HtmxRequest, project: Project) -> HttpResponse:
    prices = prices_in_force(project)
    form = EstimationForm(request.POST, offers=with_prices(reckoned(project).data, prices).get("offers", ()))
    if not form.is_valid():
        return _page(request, project, form)
    try:
        order_estimation(project=project, by=request.user, looks=form.cleaned_data["looks"])
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, project, form)
    messages.success(request, _("Ordered. The rows are drawn now and asked for among the others."))
    return redirect("annotation:estimation", project.slug)


def _page(request: HtmxRequest, project: Project, form: EstimationForm | None) -> HttpResponse:
    shown, prices, newest = reckoned(project), prices_in_force(project), newest_estimation(project)
    data = with_prices(shown.data, prices) if shown.data else {}
    told = data.get("sample")
    context = {
        "project": project,
        "nav": "certificate",
        "shown": shown,
        "data": data,
        "now": standing_of(newest),
        "told": told if told and newest and told["number"] == newest.number else None,
        "form": form or EstimationForm(offers=data.get("offers", ())),
        "assumed": are_assumed(prices),
    }
    template = "_report" if request.htmx else "page"
    status = 422 if form and form.errors else 200
    return render(request, f"annotation/estimation/{template}.html", context, status=status)
