"""The Generate page: pick a recipe, see the very prompt and its price, start."""

import secrets
from dataclasses import replace
from decimal import ROUND_DOWN

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from generation import jobs
from generation.access import project_for
from generation.audit import record
from generation.catalogue.params import ParamError
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Job, Project, RecipeDocument, Role
from generation.recipe_book import document_for, document_of, known_names, newest, recipe_for
from generation.recipes.actions import save_document
from generation.recipes.forms import PREFIX, ListForm, RecipeForm, initial_of
from generation.recipes.lacks import address_of, mending_of
from generation.recipes.picture import picture_of
from generation.recipes.shelf import Shelf
from generation.recipes.trial import ASK_ONCE, PILOT, Trial, trial_of
from generation.runs.actions.lifecycle import LEAST_YIELD, SMALLEST_BUDGET, start_run
from generation.runs.doorbell import ring_workers
from generation.runs.expectations import MOST_COST
from generation.runs.frames.items import waiting
from synthlab.http import HtmxRequest

COUNTED = 1000  # texts that wait for a label; who has more says how many of them to begin with


@require_GET
@login_required
def run_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """The recipes to choose from, or what is still missing."""
    project = project_for(request.user, slug, role=Role.LEAD)
    codebook, endpoints = Codebook.objects.current(project), project.endpoints.count()
    context = {"project": project, "codebook": codebook, "endpoints": endpoints}
    if codebook and endpoints:
        form = ListForm(request.GET)
        words, only_now = form.words(), form.only_now()
        shelf, narrowed = Shelf(project, codebook), bool(words or only_now)
        begin = [] if narrowed else shelf.begin()
        groups = shelf.groups(words, only_now=only_now)
        running, shown = sum(one.running for one in groups), sum(len(one.entries) for one in groups)
        context |= {"form": form, "groups": groups, "begin": begin, "narrowed": narrowed}
        context |= {"running": running, "shown": shown}
    return render(request, f"generation/recipes/{'_list' if request.htmx else 'list'}.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def recipe_detail(request: HtmxRequest, slug: str, name: str) -> HttpResponse:
    """Settings, price and prompt. POST with do=start begins the run and do=pilot one of ten samples; any other POST
    shows price and prompt anew."""
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        recipe = _recipe(project, name)
    except ValidationError:
        return redirect("generation:recipe-update", slug, name)  # which says what is wrong with it
    codebook = Codebook.objects.current(project)
    if codebook is None or not project.endpoints.exists():
        return redirect("generation:run-create", slug)
    data = _first(project, recipe, request.GET) if request.method == "GET" else _posted(request)
    form = RecipeForm(data, project=project, recipe=recipe, spec=TaskSpec.from_json(codebook.as_spec()))
    if data.get("do") == "ask" and form.is_valid():
        return _asked(request, project, form)
    if data.get("do") in ("start", "pilot") and form.is_valid():
        return _started(request, project, codebook, form, pilot=data["do"] == "pilot")
    return _shown(request, project, codebook, form)


@require_GET
@login_required
def recipe_asked(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """One answer as it comes."""
    project = project_for(request.user, slug, role=Role.LEAD)
    job = get_object_or_404(Job, pk=pk, task=ASK_ONCE, project=project)
    return render(request, "generation/recipes/_asked.html", {"project": project, "job": job})


def _asked(request: HtmxRequest, project: Project, form: RecipeForm) -> HttpResponse:
    """Have the first request sent once, in the background."""
    chosen = form.cleaned_data
    args = {name: chosen[name] for name in ("params", "count", "seed")}
    args |= {"recipe": form.recipe.name, "endpoint": chosen["endpoint"].pk}
    args |= {"second": chosen["second_endpoint"].pk} if chosen["second_endpoint"] else {}
    with transaction.atomic():
        job = jobs.enqueue(ASK_ONCE, f"{project.pk}/{secrets.token_hex(8)}", project=project, args=args)
        record(actor=request.user, verb="recipe.asked", project=project, subject=form.recipe.name)
    return render(request, "generation/recipes/_asked.html", {"project": project, "job": job})


@require_http_methods(["GET", "POST"])
@login_required
def recipe_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """A recipe of the project's own, beginning with a copy of the one that ?of= names."""
    project = project_for(request.user, slug, role=Role.LEAD)
    text = request.POST.get("document", "")
    if request.method == "GET":
        of = request.GET.get("of", "simprompt")
        try:
            base = _recipe(project, of)
        except ValidationError:
            return redirect("generation:recipe-update", slug, of)
        text = document_of(_copy_of(project, base))
    return _editor(request, project, "", text)


@require_http_methods(["GET", "POST"])
@login_required
def recipe_update(request: HtmxRequest, slug: str, name: str) -> HttpResponse:
    """A new version of one of the project's own recipes, beginning with the newest or the one that ?version= names."""
    project = project_for(request.user, slug, role=Role.LEAD)
    own = newest(project, name)
    if own is None:
        raise Http404(_("There is no recipe of that name."))
    if (number := request.GET.get("version", "")).isdecimal():
        own = get_object_or_404(project.recipe_documents, name=name, number=int(number[:9]))
    return _editor(request, project, name, request.POST.get("document", own.text), own)


@require_GET
@login_required
def recipe_document(request: HtmxRequest, slug: str, name: str) -> HttpResponse:
    """The document of a recipe, to keep or to send on."""
    project = project_for(request.user, slug, role=Role.LEAD)
    found = document_for(project, name)
    if found is None:
        raise Http404(_("There is no recipe of that name."))
    response = HttpResponse(found[0], content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response


def _editor(
    request: HtmxRequest, project: Project, name: str, text: str, shown: RecipeDocument | None = None
) -> HttpResponse:
    """The document to edit: of a new recipe, or of the version that is `shown`."""
    problems, status = _unread(project, name) if shown and shown.is_newest and request.method == "GET" else [], 200
    if request.method == "POST":
        try:
            saved = save_document(project=project, text=text, by=request.user, of=name)
        except ValidationError as error:
            problems, status = error.messages, 422
        else:
            told = {"name": saved.name, "number": saved.number}
            messages.success(request, _("Recipe %(name)s, version %(number)d, is saved.") % told)
            address = reverse("generation:recipe-detail", args=[project.slug, saved.name])
            return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    versions = RecipeDocument.objects.filter(project=project, name=name).select_related("created_by")
    versions = versions.defer("text", "listing")[:20]
    context = {"project": project, "name": name, "document": text, "problems": problems, "versions": versions}
    return render(request, "generation/recipes/edit.html", context | {"shown": shown}, status=status)


def _unread(project: Project, name: str) -> list[str]:
    """Why the stored document cannot be read; [] where it can."""
    try:
        recipe_for(project, name)
    except ValidationError as error:
        return error.messages
    return []


def _recipe(project: Project, name: str) -> Recipe:
    recipe = recipe_for(project, name)
    if recipe is None:
        raise Http404(_("There is no recipe of that name."))
    return recipe


def _copy_of(project: Project, base: Recipe) -> Recipe:
    """The recipe under a free name, and a title that tells it from the one that it was copied from."""
    taken, stem = set(known_names(project)), base.name.replace("_", "-")[:50]
    copies = ((f"{stem}-copy{number}", number) for number in ("", *range(2, 10_000)))
    name, number = next(one for one in copies if one[0] not in taken)
    title = _("%(title)s (copy %(number)d)") if number else _("%(title)s (copy)")
    return replace(base, name=name, title=title % {"title": _(base.title), "number": number})


def _first(project: Project, recipe: Recipe, asked: QueryDict) -> dict:
    """What the form shows at first, with the settings that the address names; with the number of a run what that run
    was started with."""
    known = {param.name for param in recipe.params}
    given = {PREFIX + name: asked[PREFIX + name] for name in known if PREFIX + name in asked}
    there = _there(project, recipe, given) if recipe.purpose == "annotate" else 0
    endpoint = project.endpoints.order_by("name").first()
    first = {"endpoint": endpoint.pk, **initial_of(recipe, seed=_new_seed(), waiting=there)}
    of_run = asked.get("run", "")
    run = project.runs.filter(pk=of_run, recipe=recipe.name).first() if of_run.isdecimal() else None
    if run is None:
        return first | given
    given = {PREFIX + name: value for name, value in run.params.items() if name in known}
    return (
        first
        | given
        | {
            "endpoint": run.endpoint_id,
            "second_endpoint": run.second_id or "",
            "count": run.setup.get("pilot_of", run.count),
            "budget_usd": run.budget_usd and run.budget_usd.quantize(SMALLEST_BUDGET, ROUND_DOWN),
            "least_yield": 100 * run.setup.get("least_yield", LEAST_YIELD),
            "most_cost": run.setup.get("most_cost", MOST_COST),
            "batch": bool(run.setup.get("batch")),
        }
    )


def _there(project: Project, recipe: Recipe, given: dict) -> int:
    """How many samples the recipe works on with these settings, as far as names decide it."""
    names = {p.name: given[PREFIX + p.name] for p in recipe.params if p.type == "choice" and PREFIX + p.name in given}
    try:
        params = recipe.clean(names)
    except ParamError:
        params = recipe.clean({})
    return waiting(project, recipe.items(params), COUNTED, question=params.get("question", ""))


def _posted(request: HtmxRequest) -> QueryDict:
    """What was submitted, with another seed where another draw was asked for."""
    data = request.POST.copy()
    if data.get("do") == "again" or not data.get("seed"):
        data["seed"] = _new_seed()
    return data


def _new_seed() -> int:
    return secrets.randbits(31)


def _shown(request: HtmxRequest, project: Project, codebook: Codebook, form: RecipeForm) -> HttpResponse:
    trial, status = _trial(project, codebook, form)
    context = {
        "project": project,
        "codebook": codebook,
        "recipe": form.recipe,
        "is_own": form.recipe.name not in RECIPES,
        "picture": picture_of(form.recipe, _settings(form)),
        "pilot": PILOT,
        "form": form,
        "trial": trial,
        "models": form.models(),
        "over_budget": trial.over(form.cleaned_data.get("budget_usd")) if trial else "",
        "mending": mending_of(project, trial.bar.lack) if trial and trial.bar else None,
        "other_url": address_of(project, form.recipe.name, trial.bar, trial.other) if trial else "",
    }
    name = "_trial.html" if request.htmx else "detail.html"
    return render(request, f"generation/recipes/{name}", context, status=status)


def _trial(project: Project, codebook: Codebook, form: RecipeForm) -> tuple[Trial | None, int]:
    """The trial of valid settings; None and 422 where they do not fit. A broken field spoils nothing else."""
    if not form.is_valid():
        return None, 422
    chosen = form.cleaned_data
    settings = {name: chosen[name] for name in ("params", "count", "seed")} | {"models": form.models()}
    return trial_of(project=project, codebook=codebook, recipe=form.recipe, **settings), 200


def _settings(form: RecipeForm) -> dict:
    """What was chosen; the defaults where it does not fit."""
    try:
        return form.recipe.clean(form.cleaned_data.get("params", {}))
    except ParamError:
        return form.recipe.clean({})


def _started(
    request: HtmxRequest, project: Project, codebook: Codebook, form: RecipeForm, *, pilot: bool
) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        with transaction.atomic():
            run = start_run(
                project=project,
                recipe=form.recipe.name,
                count=min(PILOT, chosen["count"]) if pilot else chosen["count"],
                endpoint=chosen["endpoint"],
                second=chosen["second_endpoint"],
                by=request.user,
                pilot_of=chosen["count"] if pilot else None,
                least_yield=chosen["least_yield"],
                most_cost=chosen["most_cost"],
                batch=chosen["batch"],
                budget_usd=chosen["budget_usd"],
                params=chosen["params"],
                seed=chosen["seed"],
            )
            ring_workers(run)
    except ValidationError as error:
        form.refuse(error)
        return _shown(request, project, codebook, form)
    messages.success(request, _("The run has begun."))
    address = reverse("generation:run-detail", args=[project.slug, run.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
