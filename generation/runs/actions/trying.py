"""A run about samples named beforehand: to label them, by a codebook that is tried or for a further opinion, or to
propose other labels, or to grade them with theirs. What is tried, proposed or graded stays in the run's rows, and no
sample carries it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from generation.catalogue.estimate import estimate
from generation.catalogue.grade import RECIPE as GRADE
from generation.catalogue.params import ParamError
from generation.catalogue.parts import PLANS
from generation.catalogue.recipe import Recipe
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
    refusal,
)
from generation.runs.frames.context import context, frozen_support
from generation.runs.frames.prompt_forms import PromptForm, forms_of

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


def labelling_forms(project: Project) -> dict[str, str]:
    """The forms in which any samples can be labelled (prompt_forms.py), each with its title: the usual one first."""
    return {form.name: title for form, title in forms_of(trying_recipes(project))}


def ready_forms(project: Project, endpoint: Endpoint, forms: Iterable[str]) -> list[str]:
    """Those of some forms in which this endpoint's model can label now: nothing is missing for them."""
    return [form for form in forms if _is_ready(project, form, endpoint)]


def _is_ready(project: Project, form: str, endpoint: Endpoint) -> bool:
    try:
        how = _by_codebook(project, form)
    except ValidationError:  # an own recipe that wants a setting
        return False
    known, _frozen = _looked_at(project, how["recipe"], how["params"], how["codebook"], endpoint, 1)
    return bar_of(how["recipe"].prepare(known)) is None


def labelling_in(project: Project, form: str) -> dict:
    """{recipe, params, codebook} with which a form asks where nothing else is chosen. ValidationError where it wants a
    setting."""
    return _by_codebook(project, form)


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
    how = _labelling(project, recipe, params) | {"codebook": codebook, "samples": samples, "endpoint": endpoint}
    return _start(project=project, seed=seed, by=by, budget_usd=budget_usd, purpose=RunPurpose.TRIAL, **how)


@transaction.atomic
def start_labelling(
    *,
    project: Project,
    samples: Sequence[int],
    endpoint: Endpoint,
    by,
    budget_usd: Decimal | None = None,
    recipe: str = USUAL,
    params: dict | None = None,
    more: Mapping | None = None,
) -> Run:
    """Have these samples labelled by the codebook in force; where they have a label it is a further opinion. `recipe`:
    or the name of a form of it. `more`: what its set-up notes beside. ValidationError says what does not fit."""
    how = _by_codebook(project, recipe, params) | {"samples": samples, "endpoint": endpoint, "by": by}
    return _start(project=project, budget_usd=budget_usd, more=more, **how)


@transaction.atomic
def start_proposing(
    *,
    project: Project,
    recipe: str,
    samples: Sequence[int],
    examples: Mapping[int, str],
    endpoint: Endpoint,
    by,
    budget_usd: Decimal | None = None,
) -> Run:
    """Have these samples labelled by the codebook in force, with `examples` (sample, label) shown in place of seeds.
    Its answers stay in its rows. ValidationError says what does not fit."""
    how = _proposing(project, recipe, examples) | {"samples": samples, "endpoint": endpoint, "by": by}
    return _start(project=project, budget_usd=budget_usd, purpose=RunPurpose.PROPOSE, **how)


@transaction.atomic
def start_grading(
    *,
    project: Project,
    dimension: str,
    labels: Mapping[int, str],
    endpoint: Endpoint,
    by,
    budget_usd: Decimal | None = None,
) -> Run:
    """Have a model grade these samples, each with the label that it is given here ("" for none).

    Its labels are frozen with it, so what a grade was about is known whatever the label becomes. ValidationError says
    what does not fit.
    """
    told = {str(sample): label for sample, label in labels.items() if label}
    how = _grading(project, dimension) | {"samples": list(labels), "endpoint": endpoint, "by": by}
    return _start(project=project, budget_usd=budget_usd, more={"only_labels": told}, **how)


def _start(
    *,
    project: Project,
    recipe: Recipe,
    params: dict,
    codebook: Codebook,
    samples: Sequence[int],
    endpoint: Endpoint,
    by,
    budget_usd: Decimal | None,
    seed: int | None = None,
    purpose: str = "",
    more: Mapping | None = None,
    support: Mapping | None = None,
) -> Run:
    check_budget(budget_usd)
    known, frozen = _looked_at(project, recipe, params, codebook, endpoint, len(samples), support)
    if bar := bar_of(recipe.prepare(known)):
        raise ValidationError({"recipe": bar.text})
    limits = {"least_yield": LEAST_YIELD, "most_cost": MOST_COST, "batch": False}
    return create_run(
        recipe,
        project=project,
        purpose=purpose,
        params=params,
        codebook=codebook,
        endpoint=endpoint,
        seed=seed,
        count=len(samples),
        budget_usd=budget_usd,
        setup=frozen | limits | {"endpoint": endpoint.facts(), "only": sorted(samples)} | dict(more or {}),
        created_by=by,
    )


def price_of_trying(
    *, project: Project, recipe: str, params: dict, codebook: Codebook, samples: Sequence[int], endpoint: Endpoint
) -> Price:
    """What it will cost, from low to high. Nothing is asked."""
    how = _labelling(project, recipe, params) | {"codebook": codebook}
    return _price(project, dict.fromkeys(list(samples)[:LOOKED_AT], ""), len(samples), endpoint, **how)


def price_of_labelling(
    *, project: Project, recipe: str, params: dict, samples: Sequence[int], endpoint: Endpoint
) -> Price:
    """What labelling these samples by the codebook in force will cost, from low to high. Nothing is asked."""
    how = _by_codebook(project, recipe, params)
    return _price(project, dict.fromkeys(list(samples)[:LOOKED_AT], ""), len(samples), endpoint, **how)


def price_of_grading(
    *, project: Project, dimension: str, labels: Mapping[int, str], count: int, endpoint: Endpoint
) -> Price:
    """What grading `count` samples will cost, from low to high, judged by some of them. Nothing is asked."""
    return _price(project, labels, count, endpoint, **_grading(project, dimension))


def price_of_proposing(
    *,
    project: Project,
    recipe: str,
    samples: Sequence[int],
    count: int,
    examples: Mapping[int, str],
    endpoint: Endpoint,
) -> Price:
    """What asking about `count` samples will cost, from low to high, judged by some of them. Nothing is asked."""
    how = _proposing(project, recipe, examples)
    return _price(project, dict.fromkeys(list(samples)[:LOOKED_AT], ""), count, endpoint, **how)


def _price(
    project: Project,
    labels: Mapping[int, str],
    count: int,
    endpoint: Endpoint,
    *,
    recipe: Recipe,
    params: dict,
    codebook: Codebook,
    support: Mapping | None = None,
) -> Price:
    known, _frozen = _looked_at(project, recipe, params, codebook, endpoint, count, support)
    some = Sample.objects.filter(pk__in=labels).order_by("pk").values_list("pk", "fields")
    items = tuple(Item(str(pk), fields, labels[pk]) for pk, fields in some)
    return price_of(estimate(recipe.prepare(known), items, count), Models(endpoint))


def _labelling(project: Project, recipe: str, params: dict) -> dict:
    """A recipe that labels, and its settings."""
    found = recipe_for(project, recipe)
    if found and not _can_try(found):
        raise ValidationError({"recipe": _("This recipe does not label each sample for itself: choose another one.")})
    chosen, cleaned = checked(project, recipe, {**params, WHICH: EVERY})
    return {"recipe": chosen, "params": cleaned}


def _by_codebook(project: Project, form: str, params: dict | None = None) -> dict:
    """A recipe that labels by the codebook in force, and its settings: without any it asks for the label alone."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: a model labels by it."))
    asked = PromptForm.named(form)
    chosen = _usual_params(project, asked.recipe, codebook) if params is None else params
    return _labelling(project, asked.recipe, {**chosen, **asked.params}) | {"codebook": codebook}


def _usual_params(project: Project, recipe: str, codebook: Codebook) -> dict:
    found = recipe_for(project, recipe)
    asks_one = found is not None and any(param.name == "question" for param in found.params)
    return {"question": codebook.judged_name} if asks_one else {}


def _proposing(project: Project, recipe: str, examples: Mapping[int, str]) -> dict:
    """A recipe that labels, its settings, and the samples that it shows."""
    how = _by_codebook(project, recipe)
    support = {"support": list(examples), "labels": {how["codebook"].judged_name: list(examples.values())}}
    return how | {"support": support}


def _grading(project: Project, dimension: str) -> dict:
    """The recipe that grades, its settings, and the codebook in force, which is its rubric."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: a model grades by it."))
    try:
        return {"recipe": GRADE, "params": GRADE.clean({"dimension": dimension}), "codebook": codebook}
    except ParamError as problem:
        raise refusal(problem.problems) from problem


def _looked_at(
    project: Project, recipe: Recipe, params: dict, codebook: Codebook, endpoint: Endpoint, count: int, support=None
) -> tuple:
    """What a recipe may know, and what a run freezes of that; `support`: what it shows in place of seeds."""
    check_endpoints(project, recipe, endpoint, None)
    frozen = frozen_support(project, codebook) | dict(support or {})
    try:
        return context(codebook, params, count, scope_of(project), frozen), frozen
    except KeyError as problem:
        raise no_question(codebook, params["question"]) from problem
