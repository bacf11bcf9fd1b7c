"""How several answers become one label: the rule in use, another one reckoned, put to use and taken back."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotation.joined.asking import propose, take_back, use
from annotation.joined.forms import JoiningForm
from annotation.joined.shapes import told
from annotation.models import Joining
from generation.access import labels_for, project_for
from generation.models import Project, Role
from synthlab.http import HtmxRequest

SHOWN = 10  # rules, the newest first
MOVING = (Joining.State.RECKONING, Joining.State.APPLYING, Joining.State.UNDOING)


@require_http_methods(["GET", "POST"])
@login_required
def joined(request: HtmxRequest, slug: str) -> HttpResponse:
    """The rules that were reckoned, the one in use first; POST has another one reckoned."""
    if request.method == "POST":
        return _propose(request, project_for(request.user, slug, role=Role.LEAD))
    return _page(request, labels_for(request.user, slug), JoiningForm())


def _propose(request: HtmxRequest, project: Project) -> HttpResponse:
    form = JoiningForm(request.POST)
    if form.is_valid():
        try:
            propose(project=project, by=request.user, **form.rule())
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, _("It is being reckoned; nothing changes before you put it to use."))
            return redirect("annotation:joined", project.slug)
    return _page(request, project, form)


def _page(request: HtmxRequest, project: Project, form: JoiningForm) -> HttpResponse:
    made = list(Joining.objects.filter(project=project).select_related("created_by")[:SHOWN])
    rules = [{"rule": one, "told": told(one), "open": number == 0} for number, one in enumerate(made)]
    context = {
        "project": project,
        "nav": "aggregation",
        "form": form,
        "rules": rules,
        "in_use": next((one for one in made if one.state in (Joining.State.USED, Joining.State.APPLYING)), None),
        "shown": SimpleNamespace(pending=any(one.state in MOVING for one in made), due_in=0),
        "is_lead": project.my_role == Role.LEAD,
    }
    name = "_report" if request.htmx else "page"
    return render(request, f"annotation/joined/{name}.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def joined_use(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    return _changed(request, slug, pk, use, _("Answers are joined by it from now on."))


@require_POST
@login_required
def joined_take_back(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    return _changed(request, slug, pk, take_back, _("It is being taken back: more than half settle again."))


def _changed(request: HtmxRequest, slug: str, pk: int, change, said: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        change(joining=get_object_or_404(Joining, project=project, pk=pk), by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, said)
    return redirect("annotation:joined", project.slug)
