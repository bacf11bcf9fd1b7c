"""The Generate page: pick a recipe, see the very prompt and its price, start."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from generation.access import project_for
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Project, Role
from generation.recipes.forms import RecipeForm, initial_of
from generation.recipes.trial import Trial, trial_of
from generation.runs.actions.lifecycle import start_run
from generation.runs.doorbell import ring_workers
from generation.runs.frames import unlabelled
from synthlab.http import HtmxRequest

COUNTED = 1000  # texts that wait for a label; who has more says how many of them to begin with


@require_GET
@login_required
def run_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """The recipes to choose from, or what is still missing."""
    project = project_for(request.user, slug, role=Role.LEAD)
    context = {
        "project": project,
        "recipes": list(RECIPES.values()),
        "codebook": Codebook.objects.current(project),
        "endpoints": project.endpoints.count(),
        "unlabelled": unlabelled(project).exists(),
    }
    return render(request, "generation/recipes/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def recipe_detail(request: HtmxRequest, slug: str, name: str) -> HttpResponse:
    """Settings, price and prompt. POST with do=start begins the run; any other POST shows price and prompt anew."""
    project = project_for(request.user, slug, role=Role.LEAD)
    recipe = RECIPES.get(name)
    if recipe is None:
        raise Http404(_("There is no recipe of that name."))
    codebook = Codebook.objects.current(project)
    if codebook is None or not project.endpoints.exists():
        return redirect("generation:run-create", slug)
    data = _first(project, recipe) if request.method == "GET" else _posted(request)
    form = RecipeForm(data, project=project, recipe=recipe, spec=TaskSpec.from_json(codebook.as_spec()))
    if data.get("do") == "start" and form.is_valid():
        return _started(request, project, codebook, form)
    return _shown(request, project, codebook, form)


def _first(project: Project, recipe: Recipe) -> dict:
    waiting = unlabelled(project)[:COUNTED].count() if recipe.purpose == "annotate" else 0
    endpoint = project.endpoints.order_by("name").first()
    return {"endpoint": endpoint.pk, **initial_of(recipe, seed=_new_seed(), waiting=waiting)}


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
        "form": form,
        "trial": trial,
        "endpoint": form.cleaned_data.get("endpoint"),
        "over_budget": _over_budget(trial, form),
    }
    name = "_trial.html" if request.htmx else "detail.html"
    return render(request, f"generation/recipes/{name}", context, status=status)


def _trial(project: Project, codebook: Codebook, form: RecipeForm) -> tuple[Trial | None, int]:
    """The trial of valid settings; None and 422 where they do not fit. A broken field spoils nothing else."""
    if not form.is_valid():
        return None, 422
    chosen = form.cleaned_data
    names = ("params", "count", "endpoint", "seed")
    settings = {name: chosen[name] for name in names}
    return trial_of(project=project, codebook=codebook, recipe=form.recipe, **settings), 200


def _over_budget(trial: Trial | None, form: RecipeForm) -> bool:
    budget = form.cleaned_data.get("budget_usd")
    return bool(trial and budget and trial.price.usd[0] > budget)


def _started(request: HtmxRequest, project: Project, codebook: Codebook, form: RecipeForm) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        with transaction.atomic():
            run = start_run(
                project=project,
                recipe=form.recipe.name,
                count=chosen["count"],
                endpoint=chosen["endpoint"],
                by=request.user,
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
