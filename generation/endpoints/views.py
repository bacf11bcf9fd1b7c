from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation.access import project_for
from generation.endpoints.actions import create_endpoint, delete_endpoint, update_endpoint
from generation.endpoints.forms import EndpointForm, starting_values
from generation.endpoints.frames import CHECK, endpoints_of, last_check
from generation.endpoints.simulated import is_built_in, simulated_endpoint
from generation.jobs import enqueue
from generation.models import Endpoint, Project, Role
from synthlab.http import HtmxRequest


@require_GET
@login_required
def endpoint_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    endpoints = list(endpoints_of(project))
    context = {
        "project": project,
        "endpoints": endpoints,
        "has_built_in": any(map(is_built_in, endpoints)),
        "is_lead": project.my_role == Role.LEAD,
    }
    return render(request, "generation/endpoints/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def endpoint_create(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = EndpointForm(request.POST or None, initial=starting_values())
    if request.method == "POST" and form.is_valid():
        try:
            endpoint = create_endpoint(project=project, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, endpoint)
    return _form(request, project, form)


@require_POST
@login_required
def endpoint_simulated(request: HtmxRequest, slug: str) -> HttpResponse:
    """Add the built-in simulated model in one step."""
    project = project_for(request.user, slug, role=Role.LEAD)
    simulated_endpoint(project)
    messages.success(request, _("The simulated model is ready. What it writes is marked “simulated”."))
    return redirect("generation:endpoint-list", slug)


@require_http_methods(["GET", "POST"])
@login_required
def endpoint_update(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    endpoint = get_object_or_404(project.endpoints, pk=pk)
    form = EndpointForm(request.POST or None, instance=endpoint)
    if request.method == "POST" and form.is_valid():
        try:
            update_endpoint(endpoint=endpoint, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, endpoint)
    return _form(request, project, form, endpoint)


@require_POST
@login_required
def endpoint_delete(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    endpoint = get_object_or_404(project.endpoints, pk=pk)
    try:
        delete_endpoint(endpoint=endpoint, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The endpoint is gone."))
    return redirect("generation:endpoint-list", slug)


@require_http_methods(["GET", "POST"])
@login_required
def endpoint_check(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """POST asks the endpoint in the background, GET says what came of it; the fragment polls until it is known."""
    project = project_for(request.user, slug, role=Role.LEAD)
    endpoint = get_object_or_404(project.endpoints, pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            enqueue(CHECK, str(endpoint.pk), project=project)
    if not request.htmx:
        return redirect("generation:endpoint-list", slug)
    context = {"project": project, "endpoint": endpoint, "job": last_check(endpoint)}
    return render(request, "generation/endpoints/_check.html", context)


def _saved(request: HtmxRequest, endpoint: Endpoint) -> HttpResponse:
    messages.success(
        request, _("“%(name)s” is saved. Check the connection before you spend on it.") % {"name": endpoint.name}
    )
    return redirect("generation:endpoint-list", endpoint.project.slug)


def _form(request: HtmxRequest, project: Project, form: EndpointForm, endpoint: Endpoint | None = None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"project": project, "form": form, "endpoint": endpoint}
    return render(request, "generation/endpoints/form.html", context, status=status)
