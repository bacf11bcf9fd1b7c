"""A run that labels samples named beforehand: to try a codebook, where what it says stays in its rows and no sample
carries it, or for a further opinion on them."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from generation.catalogue.estimate import estimate
from generation.catalogue.parts import PLANS
from generation.catalogue.registry import RECIPES
from generation.conditions.frames import scope_of
from generation.methods.context import Item
from generation.methods.parts import Part
from generation.models import Codebook, Endpoint, Project, Run, RunPurpose, Sample
from generation.recipe_book import bar_of, own_recipes, recipe_for
from generation.recipes.prices import Models, Price, price_of
from generation.runs.actions.lifecycle import (
    LEAST_YIELD,
    MOST_COST,
    check_budget,
    check_endpoints,
    checked,
    create_run,
    no_question,
)
from generation.runs.frames.context import context, frozen_support

USUAL = "annotate"
LOOKED_AT = 8  # samples that prompts are priced with
WHICH, EVERY = "which", "all"
SINGLE = Part("single")


def trying_recipes(project: Project) -> list:
    """The recipes that label any samples they are given, each for itself: the usual one first."""
    found = [one for one in (*RECIPES.values(), *own_recipes(project)) if _can_try(one)]
    return sorted(found, key=lambda one: (one.name != USUAL, one.name))


def _can_try(recipe) -> bool:
    """Whether a label depends on its sample alone, not on which others the run has labelled before it."""
    if recipe.purpose != "annotate" or recipe.schedule != SINGLE or recipe.asks_second:
        return False
    which = next((param for param in recipe.params if param.name == WHICH), None)
    return which is not None and EVERY in dict(which.choices)


def answers_all(project: Project, recipe: str) -> bool:
    """Whether a recipe answers every question of a codebook where no question is named, whatever their kind."""
    found = recipe_for(project, recipe)
    return found is not None and getattr(PLANS.get(found.plan.name), "any_kind", False)


@transaction.atomic
def start_trying(
    *,
    project: Project,
    recipe: str,
    params: dict,
    codebook: Codebook,
    samples: Sequence[int],
    endpoint: Endpoint,
    seed: int,
    by,
    budget_usd: Decimal | None = None,
) -> Run:
    """Have these samples labelled by a codebook that need not be in force. ValidationError says what does not fit.

    Two such runs with one seed draw the same for the same samples, so that nothing but the codebook differs.
    """
    known = {"recipe": recipe, "params": params, "codebook": codebook, "samples": samples, "endpoint": endpoint}
    return _start(project=project, seed=seed, by=by, budget_usd=budget_usd, purpose=RunPurpose.TRIAL, **known)


@transaction.atomic
def start_labelling(
    *, project: Project, samples: Sequence[int], endpoint: Endpoint, by, budget_usd: Decimal | None = None
) -> Run:
    """Have these samples labelled by the codebook in force; where they have a label it is a further opinion.
    ValidationError says what does not fit."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: a model labels by it."))
    known = {"recipe": USUAL, "params": {"question": codebook.judged_name}, "codebook": codebook}
    asked = {"samples": samples, "endpoint": endpoint, "by": by, "budget_usd": budget_usd}
    return _start(project=project, seed=None, purpose="", **known, **asked)


def _start(
    *,
    project: Project,
    recipe: str,
    params: dict,
    codebook: Codebook,
    samples: Sequence[int],
    endpoint: Endpoint,
    seed: int | None,
    by,
    budget_usd: Decimal | None,
    purpose: str,
) -> Run:
    check_budget(budget_usd)
    chosen, cleaned, known, frozen = _looked_at(project, recipe, params, codebook, endpoint, len(samples))
    if bar := bar_of(chosen.prepare(known)):
        raise ValidationError({"recipe": bar.text})
    limits = {"least_yield": LEAST_YIELD, "most_cost": MOST_COST, "batch": False}
    return create_run(
        chosen,
        project=project,
        purpose=purpose,
        params=cleaned,
        codebook=codebook,
        endpoint=endpoint,
        seed=seed,
        count=len(samples),
        budget_usd=budget_usd,
        setup=frozen | limits | {"endpoint": endpoint.facts(), "only": sorted(samples)},
        created_by=by,
    )


def price_of_trying(
    *, project: Project, recipe: str, params: dict, codebook: Codebook, samples: Sequence[int], endpoint: Endpoint
) -> Price:
    """What it will cost, from low to high. Nothing is asked."""
    count = len(samples)
    chosen, _params, known, _frozen = _looked_at(project, recipe, params, codebook, endpoint, count)
    some = Sample.objects.filter(pk__in=list(samples)[:LOOKED_AT]).order_by("pk").values_list("pk", "fields")
    items = tuple(Item(str(pk), fields) for pk, fields in some)
    return price_of(estimate(chosen.prepare(known), items, count), Models(endpoint))


def _looked_at(
    project: Project, recipe: str, params: dict, codebook: Codebook, endpoint: Endpoint, count: int
) -> tuple:
    """The recipe, its settings, what it may know and what a run freezes of that."""
    found = recipe_for(project, recipe)
    if found and not _can_try(found):
        raise ValidationError({"recipe": _("This recipe does not label each sample for itself: choose another one.")})
    chosen, cleaned = checked(project, recipe, {**params, WHICH: EVERY})
    check_endpoints(project, chosen, endpoint, None)
    frozen = frozen_support(project, codebook)
    try:
        known = context(codebook, cleaned, count, scope_of(project), frozen)
    except KeyError as problem:
        raise no_question(codebook, cleaned["question"]) from problem
    return chosen, cleaned, known, frozen
