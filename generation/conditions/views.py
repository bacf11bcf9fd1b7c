"""Attributes and their values: looked at, edited, or listed by the model."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation.access import project_for
from generation.catalogue.preview import setup_preview
from generation.conditions.actions import add_attribute, remove_attribute, set_values
from generation.conditions.forms import AttributeForm, ListingForm, ValuesForm
from generation.conditions.frames import attributes_of, groups, listing_run
from generation.methods.conditions import CONTEXT
from generation.methods.values.own import named
from generation.models import Attribute, Codebook, Project, Role, Run
from generation.recipe_book import recipe_of
from generation.runs.actions.lifecycle import start_run
from generation.runs.doorbell import ring_workers
from generation.runs.frames.context import first_look
from generation.runs.frames.settings import chosen_of, title_in
from synthlab.http import HtmxRequest


@require_GET
@login_required
def attribute_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    return _listed(request, project, AttributeForm(), ListingForm(project=project))


@require_POST
@login_required
def attribute_create(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = AttributeForm(request.POST)
    if form.is_valid():
        try:
            attribute = add_attribute(project=project, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("generation:attribute-update", slug, attribute.pk)
    return _listed(request, project, form, ListingForm(project=project), status=422)


@require_http_methods(["GET", "POST"])
@login_required
def attribute_update(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    attribute = get_object_or_404(project.attributes, pk=pk)
    shown = groups(attribute, _labels(project))
    data = request.POST if request.method == "POST" else None
    form = ValuesForm(data, attribute=attribute, groups=shown)
    if form.is_bound and form.is_valid():
        try:
            _save(request, attribute, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The values of “%(title)s” are saved.") % {"title": attribute.title})
            return redirect("generation:attribute-list", slug)
    context = {"project": project, "attribute": attribute, "form": form, "groups": shown}
    return render(request, "generation/conditions/edit.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _save(request: HtmxRequest, attribute: Attribute, form: ValuesForm) -> None:
    for label, texts in form.lists():
        set_values(attribute=attribute, label=label, texts=texts, actor=request.user)


@require_POST
@login_required
def attribute_delete(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    attribute = get_object_or_404(project.attributes, pk=pk)
    remove_attribute(attribute=attribute, actor=request.user)
    messages.success(request, _("“%(title)s” is gone.") % {"title": attribute.title})
    return redirect("generation:attribute-list", slug)


@require_POST
@login_required
def attribute_listing(request: HtmxRequest, slug: str) -> HttpResponse:
    """Have the model list what is missing: a run of AttrPrompt's set-up alone."""
    project = project_for(request.user, slug, role=Role.LEAD)
    form = ListingForm(request.POST, project=project)
    if form.is_valid():
        try:
            with transaction.atomic():
                run = start_run(project=project, recipe="attrprompt", count=0, by=request.user, **form.cleaned_data)
                _refuse_where_nothing_is_missing(run)
                ring_workers(run)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            return redirect("generation:run-detail", slug, run.pk)
    return _listed(request, project, AttributeForm(), form, status=422)


def _refuse_where_nothing_is_missing(run: Run) -> None:
    if not setup_preview(recipe_of(run).prepare(first_look(run))):
        raise ValidationError(_("Nothing is missing: each list has values. To have one listed anew, empty it first."))


def _labels(project: Project) -> list[str]:
    """The labels of the first label question, as recipes take it."""
    codebook = Codebook.objects.current(project)
    judged = codebook.judged_question if codebook else None
    return [label.name for label in judged.labels.all()] if judged else []


def _listed(
    request: HtmxRequest, project: Project, form: AttributeForm, listing: ListingForm, status: int = 200
) -> HttpResponse:
    labels = _labels(project)
    attributes = list(attributes_of(project).prefetch_related("values"))
    listed = {attribute.pk: listing_run(attribute) for attribute in attributes}
    runs = project.runs.select_related("codebook").in_bulk(set(filter(None, listed.values())))
    for attribute in attributes:
        attribute.groups, attribute.recipe = groups(attribute, labels), named(attribute.name)[0]
        attribute.recipe_title = title_in(project, attribute.recipe) if attribute.recipe else ""
        if attribute.recipe and (run := runs.get(listed[attribute.pk])):
            attribute.run, attribute.chosen = run, chosen_of(run)
    context = {
        "project": project,
        "attributes": [attribute for attribute in attributes if attribute.kind != CONTEXT],
        "contexts": next((attribute for attribute in attributes if attribute.kind == CONTEXT), None),
        "form": form,
        "listing": listing,
        "has_codebook": bool(labels),
        "has_endpoint": project.endpoints.exists(),
        "is_lead": project.my_role == Role.LEAD,
    }
    return render(request, "generation/conditions/list.html", context, status=status)
