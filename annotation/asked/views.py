"""Having a model grade rows, what it will cost before it starts, and what its grades are worth."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotation.asked.actions import ask_for_grades, price_of
from annotation.asked.failing import TRIES
from annotation.asked.forms import AgainForm, GradesForm, refuse
from annotation.asked.frames import AGAIN, ASKED_ON, SAME_WORDS, askings_of, labels_by, runs_to_repeat
from annotation.asked.labelling import ask_again, likely_price, price_of_again
from annotation.models import Asking, Student
from generation.access import labels_for, project_for
from generation.catalogue.annotate import ORDER
from generation.methods.grading import DIMENSIONS
from generation.methods.plans.label_order import SHUFFLED
from generation.models import Endpoint, Project, Role, Run, RunPurpose
from generation.models.run import MOVING
from generation.runs.frames.prompt_forms import form_of
from generation.runs.frames.settings import with_titles
from synthlab.http import HtmxRequest

Begun = TypeVar("Begun")

SHOWN = 10  # runs, the newest first
OFFERED = 20  # runs whose labels can be asked about again


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
    if run := _begun(request, form, partial(ask_for_grades, project=project, by=request.user)):
        messages.success(request, _("A model grades the rows; the signals follow once it has ended."))
        return redirect("generation:run-detail", project.slug, run.pk)
    return _page(request, project, form)


@require_POST
@login_required
def asked_again(request: HtmxRequest, slug: str) -> HttpResponse:
    """Ask again about labels. POST with do=start begins; any other shows the price anew."""
    project = project_for(request.user, slug, role=Role.LEAD)
    runs = list(runs_to_repeat(project)[:OFFERED])
    if not runs:
        messages.error(request, _("No run has given labels by the codebook in force yet."))
        return redirect("annotation:asked", slug)
    form = AgainForm(request.POST, project=project, runs=runs)
    if begun := _begun(request, form, partial(ask_again, project=project, by=request.user)):
        text = ngettext(
            "A run asks the model again; the signals follow once it has ended.",
            "%(n)d runs ask the model again; the signals follow once they have ended.",
            len(begun),
        )
        messages.success(request, text % {"n": len(begun)})
        return redirect("annotation:asked", slug)
    if not request.htmx:
        return _page(request, project, GradesForm(project=project), form)
    context = {"project": project, "form": form, "part": "again", **_priced_again(project, form)}
    return render(request, "annotation/asked/_price.html", context, status=422 if form.errors else 200)


def _begun(request: HtmxRequest, form: GradesForm | AgainForm, start: Callable[..., Begun]) -> Begun | None:
    """What was begun; None where the price alone is asked for, or where something does not fit: the form says what."""
    if request.POST.get("do") != "start" or not form.is_valid():
        return None
    try:
        return start(**form.cleaned_data)
    except ValidationError as problem:
        refuse(form, problem)
        return None


def _page(
    request: HtmxRequest, project: Project, form: GradesForm | None, again: AgainForm | None = None
) -> HttpResponse:
    context = {"project": project, "nav": "signals", "form": form, "price": None}
    if form is not None and (not form.is_bound or form.is_valid()):
        context |= _priced(project, form)
    if not request.htmx:
        student = Student.objects.filter(project=project).first()
        context |= {"runs": _runs(project), "worth": student.metrics.get("grades") if student else None}
        asking = Asking.objects.filter(project=project).first()
        stopped = _(asking.stopped) if asking and asking.stopped else ""
        context |= {"asking": asking, "stopped": stopped, "tries": TRIES}
        context |= _again(project, again) if form is not None else {}
    status = 422 if (form is not None and form.errors) or (again is not None and again.errors) else 200
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


def _again(project: Project, form: AgainForm | None) -> dict:
    """The form that asks again, and its price; nothing where no run gave labels."""
    runs = [] if form else list(runs_to_repeat(project)[:OFFERED])
    form = form or (AgainForm(project=project, runs=runs) if runs else None)
    return {"again": form, "again_price": _priced_again(project, form)} if form else {}


def _priced_again(project: Project, form: AgainForm) -> dict:
    if form.is_bound and not form.is_valid():
        return {}
    try:
        asked = form.asked()
        price, count, run = price_of_again(project=project, **asked)
    except ValidationError as problem:
        if form.is_bound:
            refuse(form, problem)
        return {"lacks": problem.messages}
    likely = likely_price(price, times=asked["times"], most=asked["most"])
    return {"price": price, "likely": likely, "count": count, "simulated": run.endpoint.simulated}


def _itself(project: Project, endpoint: Endpoint) -> str:
    if not labels_by(project, endpoint.model):
        return ""
    return _("This model has written or labelled rows of the project: models grade their own work too well. "
             "Another model tells more.")  # fmt: skip


def _runs(project: Project) -> list[dict]:
    runs = askings_of(project)[:SHOWN]
    return [{"run": run, "title": _title(run), "moving": run.state in MOVING} for run in with_titles(runs)]


def _title(run: Run) -> str:
    if run.purpose == RunPurpose.JUDGE:
        return _(DIMENSIONS[run.params["dimension"]].title)
    told = {"number": run.setup[AGAIN], "recipe": form_of(run).titled(run.title)}
    same = _("Labels of run %(number)d, in the same words") % told
    said = same if run.setup[SAME_WORDS] else _("Labels of run %(number)d, in another form: %(recipe)s") % told
    more = [_("labels in another order")] if run.params.get(ORDER.name) == SHUFFLED else []
    more += [_("rows on which answers differed")] if run.setup.get(ASKED_ON) else []
    return ", ".join([said, *more])
