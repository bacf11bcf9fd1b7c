"""The selections of a project: to look at, to ask people about first, to drop."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from annotation.filters.pipelines import Pipeline
from annotation.methods.filters.live import Step
from annotation.methods.filters.rules import RULES
from annotation.models import Selection
from annotation.selections.actions import ask_first, ask_in_turn, drop_selection, keep_selection, rename_selection
from annotation.selections.forms import RenameForm, SelectionForm
from annotation.selections.limits import MOST_ROWS
from generation.access import labels_for, project_for
from generation.models import Project, Role
from synthlab.drawing import words
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for


@require_GET
@login_required
def selection_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = labels_for(request.user, slug)
    kept = Selection.objects.filter(project=project).select_related("created_by")
    context = {"project": project, "nav": "map", "pager": pager_for(request.GET, kept), "most_filtered": MOST_ROWS}
    return render(request, "annotation/selections/list.html", context)


@require_POST
@login_required
def selection_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """Keep what was chosen on the map; `then`: its rows are shown, asked about first, or left out by a filter."""
    project = project_for(request.user, slug, role=Role.LEAD)
    form = SelectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(message for errors in form.errors.values() for message in errors))
        return redirect("annotation:map", slug)
    try:
        selection = keep_selection(
            project=project, by=request.user, name=form.cleaned_data["name"], samples=form.cleaned_data["samples"]
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("annotation:map", slug)
    if form.cleaned_data["then"] == "ask":
        _tell_asked(request, selection, ask_first(selection=selection, by=request.user))
        return redirect("annotation:selection-list", slug)
    if form.cleaned_data["then"] == "leave_out":
        told = {"name": selection.name}
        messages.success(
            request, _("Kept as “%(name)s” under Selections; the filter below leaves its rows out.") % told
        )
        return redirect(leaving_out(selection))
    return redirect(f"{reverse('annotation:sample-list', args=[slug])}?selection={selection.pk}")


@require_POST
@login_required
def selection_ask(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    selection = _selection(project, pk)
    _tell_asked(request, selection, ask_first(selection=selection, by=request.user))
    return redirect("annotation:selection-list", slug)


@require_POST
@login_required
def selection_in_turn(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    count = ask_in_turn(selection=_selection(project, pk), by=request.user)
    told = ngettext("%(n)s item is back in its place.", "%(n)s items are back in their places.", count)
    messages.success(request, told % {"n": words(count, "count")})
    return redirect("annotation:selection-list", slug)


@require_POST
@login_required
def selection_rename(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = RenameForm(request.POST)
    if form.is_valid():
        renamed = rename_selection(selection=_selection(project, pk), by=request.user, **form.cleaned_data)
        messages.success(request, _("It is called “%(name)s” now.") % {"name": renamed.name})
    else:
        messages.error(request, " ".join(form.errors["name"]))
    return redirect("annotation:selection-list", slug)


@require_POST
@login_required
def selection_delete(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        drop_selection(selection=_selection(project, pk), by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The selection is gone; its samples are where they were."))
    return redirect("annotation:selection-list", slug)


def leaving_out(selection: Selection) -> str:
    """The page of the filters with the step that leaves it out."""
    steps = [Step(RULES["without_selection"], selection.pk)]
    return f"{reverse('annotation:filters', args=[selection.project.slug])}?{Pipeline(steps).query}"


def _selection(project: Project, pk: int) -> Selection:
    selection = get_object_or_404(Selection, pk=pk, project=project)
    selection.project = project
    return selection


def _tell_asked(request: HtmxRequest, selection: Selection, count: int) -> None:
    """How many of its rows go first now, and what became of the others."""
    if not count:
        messages.warning(request, _("None of them is waiting: people have them, or have answered them already."))
        return
    told = ngettext("%(n)s item goes before all others now.", "%(n)s items go before all others now.", count)
    said = [told % {"n": words(count, "count")}]
    if others := selection.rows - count:
        rest = ngettext(
            "%(n)s row stays where it is: already in front, with people, answered, or not in the queue.",
            "%(n)s rows stay where they are: already in front, with people, answered, or not in the queue.",
            others,
        )
        said.append(rest % {"n": words(others, "count")})
    messages.success(request, " ".join(said))
