"""Having a model grade rows, what it will cost before it starts, and what its grades are worth."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotation.asked.actions import ask_for_grades, price_of
from annotation.asked.forms import GradesForm, refuse
from annotation.asked.frames import gradings_of, labels_by
from annotation.models import Student
from generation.access import labels_for, project_for
from generation.methods.grading import DIMENSIONS
from generation.models import Endpoint, Project, Role
from generation.models.run import MOVING
from synthlab.http import HtmxRequest

SHOWN = 10  # runs, the newest first


@require_http_methods(["GET", "POST"])
@login_required
def asked(request: HtmxRequest, slug: str) -> HttpResponse:
    """What models were asked. POST with do=start begins a run; any other shows the price anew."""
    if request.method == "POST":
        return _asked(request, project_for(request.user, slug, role=Role.LEAD))
    project = labels_for(request.user, slug)
    form = GradesForm(project=project) if project.my_role == Role.LEAD and project.endpoints.exists() else None
    return _page(request, project, form)


def _asked(request: HtmxRequest, project: Project) -> HttpResponse:
    form = GradesForm(request.POST, project=project)
    if request.POST.get("do") == "start" and form.is_valid():
        try:
            run = ask_for_grades(project=project, by=request.user, **form.cleaned_data)
        except ValidationError as problem:
            refuse(form, problem)
        else:
            messages.success(request, _("A model grades the rows; the signals follow once it has ended."))
            return redirect("generation:run-detail", project.slug, run.pk)
    return _page(request, project, form)


def _page(request: HtmxRequest, project: Project, form: GradesForm | None) -> HttpResponse:
    context = {"project": project, "nav": "signals", "form": form, "price": None}
    if form is not None and (not form.is_bound or form.is_valid()):
        context |= _priced(project, form)
    if not request.htmx:
        student = Student.objects.filter(project=project).first()
        context |= {"runs": _runs(project), "worth": student.metrics.get("grades") if student else None}
    status = 422 if form is not None and form.errors else 200
    return render(request, f"annotation/asked/{'_price' if request.htmx else 'page'}.html", context, status=status)


def _priced(project: Project, form: GradesForm) -> dict:
    try:
        price, count = price_of(project=project, **form.asked())
    except ValidationError as problem:
        if form.is_bound:
            refuse(form, problem)
        return {"lacks": problem.messages}
    endpoint = form.asked()["endpoint"]
    told = {"simulated": endpoint.simulated, "itself": _itself(project, endpoint)}
    return {"price": price if count else None, "count": count} | told


def _itself(project: Project, endpoint: Endpoint) -> str:
    if not labels_by(project, endpoint.model):
        return ""
    return _("This model has written or labelled rows of the project: models grade their own work too well. "
             "Another model tells more.")  # fmt: skip


def _runs(project: Project) -> list[dict]:
    runs = gradings_of(project)[:SHOWN]
    return [
        {"run": run, "title": _(DIMENSIONS[run.params["dimension"]].title), "moving": run.state in MOVING}
        for run in runs
    ]
