"""Starting, pausing, resuming and cancelling a run. Imported by web pages: no worker code here."""

import secrets
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from generation import audit
from generation.catalogue.params import ParamError
from generation.catalogue.recipe import Recipe
from generation.conditions.frames import scope_of
from generation.endpoints.chosen import endpoint_named, second_named
from generation.methods.draws import derive
from generation.methods.parts import unknown
from generation.misspelt import no_recipe
from generation.models import Codebook, Endpoint, PlannedRow, Project, QuestionType, Run, RunState
from generation.models.run import MOVING
from generation.plan_budgets import most_for
from generation.recipe_book import document_of, recipe_for
from generation.recipes.judging import Judge
from generation.refusals import Refusals
from generation.runs.expectations import MOST_COST, expectations
from generation.runs.frames.context import context, first_look, frozen_support
from generation.runs.frames.items import newest

MOST_SAMPLES = 1_000_000
LEAST_YIELD = 0.05
SMALLEST_BUDGET = Decimal("0.0001")  # a hundred samples of a small model cost less than a cent
BEYOND_BUDGET = 1_000_000
TOO_DEAR = gettext_noop("What is left of the budget does not cover one more request at the most that it can cost.")
ASKED = {"asked_at": "least_yield", "asked_cost": "most_cost"}  # why it paused -> the limit that then holds no more


@transaction.atomic
def start_run(
    *,
    project: Project,
    recipe: str,
    count: int,
    endpoint: Endpoint,
    by,
    second: Endpoint | None = None,
    budget_usd: Decimal | None = None,
    params: dict | None = None,
    seed: int | None = None,
    pilot_of: int | None = None,
    least_yield: float = LEAST_YIELD,
    most_cost: float = MOST_COST,
    batch: bool = False,
) -> Run:
    """Freeze all that the run depends on and plan its set-up. ValidationError says what does not fit.

    `second`: what the recipe's steps for a second model ask. `pilot_of`: it tries a run of so many samples out.
    `least_yield`: it pauses and asks where a smaller share of what it wrote is accepted. `most_cost`: and once
    where a sample costs more than so many times the upper end of its price; 0 for never. `batch`: it asks by the
    endpoints' batch doors, which take up to a day.
    """
    refusals, asked = Refusals(), {"recipe": recipe, "params": params or {}, "count": count, "budget_usd": budget_usd}
    found = check_run(refusals, project=project, second=second, **asked)
    if found:
        refusals.of(check_endpoints, project, found[0], endpoint, second)
    refusals.tell()
    chosen, cleaned, codebook, frozen = found
    second = None if second == endpoint else second
    models = {"endpoint": endpoint.facts()} | ({"second": second.facts()} if second else {})
    limits = {"least_yield": least_yield, "most_cost": most_cost, "batch": batch}
    pilot = {} if pilot_of is None else {"pilot_of": pilot_of}
    return create_run(
        chosen,
        project=project,
        params=cleaned,
        codebook=codebook,
        endpoint=endpoint,
        second=second,
        seed=seed,
        count=count,
        budget_usd=budget_usd,
        setup=frozen | models | limits | pilot,
        created_by=by,
    )


def create_run(chosen: Recipe, *, seed: int | None = None, setup: dict, purpose: str = "", **facts) -> Run:
    """Store a run whose parts were checked, and plan its set-up. `purpose`: the recipe's own by default."""
    run = Run.objects.create(
        purpose=purpose or chosen.purpose,
        recipe=chosen.name,
        recipe_version=chosen.version,
        recipe_hash=chosen.fingerprint(),
        seed=secrets.randbits(31) if seed is None else seed,
        setup=setup | {"document": document_of(chosen)},
        **facts,
    )
    _plan_setup(run, chosen)
    told = {"count": run.count, "endpoint": run.endpoint.name}
    audit.record(actor=run.created_by, verb="run.start", project=run.project, subject=run, **told)
    return run


@transaction.atomic
def start_named(*, project: Project, endpoint: str, second: str, **asked) -> Run:
    """Start a run with the endpoints of these names. ValidationError says all that does not fit, at once: an endpoint
    that is not named hides no other mistake."""
    refusals = Refusals()
    first, other = refusals.of(endpoint_named, project, endpoint), refusals.of(second_named, project, second)
    if refusals:
        names = ("recipe", "params", "count", "budget_usd")
        check_run(refusals, project=project, second=other, **{name: asked.get(name) for name in names})
    refusals.tell()
    return start_run(project=project, endpoint=first, second=other, **asked)


def check_run(
    refusals: Refusals,
    *,
    project: Project,
    recipe: str,
    params: dict | None,
    count: int,
    budget_usd: Decimal | None,
    second: Endpoint | None,
) -> tuple[Recipe, dict, Codebook, dict] | None:
    """The recipe, its settings with defaults, the codebook, and what a run of it would freeze; None where something
    does not fit: `refusals` then has all of it but for the endpoints."""
    codebook, chosen = Codebook.objects.current(project), refusals.of(checked, project, recipe, params or {})
    refusals.of(_check_count, count)
    refusals.of(check_budget, budget_usd)
    frozen = refusals.of(_frozen, project, codebook, count, second, *chosen) if chosen else None
    return None if frozen is None else (*chosen, codebook, frozen)


def _frozen(
    project: Project, codebook: Codebook | None, count: int, second: Endpoint | None, recipe: Recipe, params: dict
) -> dict:
    """What the run is made from; ValidationError where the recipe cannot work with this codebook or with what the
    project has."""
    if codebook is None:
        raise ValidationError({"recipe": _("Publish a codebook first: it is what the model is told.")})
    frozen = frozen_support(project, codebook)
    try:
        known = context(codebook, params, count, scope_of(project), frozen | {"second": second})
        bar = Judge(project, known).bar(recipe, params)
    except KeyError as problem:
        raise no_question(codebook, params["question"]) from problem
    if bar:
        raise ValidationError({"recipe": bar.text})
    return frozen | ({"items_to": newest(project)} if recipe.items(params) else {})


def _check_count(count: int) -> None:
    if not 0 <= count <= MOST_SAMPLES:
        raise ValidationError({"count": _("Ask for between 1 and %(most)s samples.") % {"most": f"{MOST_SAMPLES:,}"}})


def check_budget(budget_usd: Decimal | None) -> None:
    """ValidationError where nothing could be asked for so little, or so much cannot be stored; None is no budget."""
    if budget_usd is None:
        return
    if budget_usd < SMALLEST_BUDGET:
        told = _("A budget must be at least $%(limit_value)s.") % {"limit_value": SMALLEST_BUDGET}
        raise ValidationError({"budget_usd": told})
    if budget_usd >= BEYOND_BUDGET:
        raise ValidationError({"budget_usd": _("That is more than a budget can be.")})


def check_endpoints(project: Project, recipe: Recipe, endpoint: Endpoint, second: Endpoint | None) -> None:
    """ValidationError where one is another project's, or the recipe has nothing to ask a second model."""
    for name, one in (("endpoint", endpoint), ("second_endpoint", second)):
        if one and one.project_id != project.pk:
            raise ValidationError({name: _("There is no endpoint called “%(name)s”.") % {"name": one.name}})
    if second and not recipe.asks_second:
        raise ValidationError({"second_endpoint": _("This recipe asks one model alone.")})


def checked(project: Project, recipe: str, params: dict) -> tuple[Recipe, dict]:
    """The recipe and its settings with defaults; ValidationError names each that does not fit."""
    found = recipe_for(project, recipe)
    if found is None:
        raise ValidationError({"recipe": no_recipe(project, recipe)})
    try:
        return found, found.clean(params)
    except ParamError as problem:
        raise refusal(problem.problems) from problem


def refusal(problems: Mapping[str, tuple[str, dict]]) -> ValidationError:
    """What is wrong with settings, each named; the name stands in the words too, for who shows these alone."""
    said = {name: _(text) % values for name, (text, values) in problems.items()}
    return ValidationError({f"params.{name}": f"{name}: {message}" for name, message in said.items()})


def no_question(codebook: Codebook, name: str) -> ValidationError:
    questions = codebook.questions.filter(type=QuestionType.LABEL).values_list("name", flat=True)
    if not questions:
        return ValidationError({"recipe": _("The codebook has no question that is answered by a label: add one.")})
    return refusal({"question": unknown(name, questions)})


def _plan_setup(run: Run, recipe: Recipe) -> None:
    """Round 0 is the set-up's one row, and what it starts from is frozen; a recipe that has nothing to ask freezes its
    conditions at once."""
    known = first_look(run)
    prepared = recipe.prepare(known)
    script = prepared.setup()
    run.setup |= expectations(run, prepared)
    run.setup["scope" if script is None else "before"] = known.scope.to_json()
    run.save(update_fields=["setup"])
    if script is not None:
        PlannedRow.objects.create(run=run, round=0, batch=0, index=0, seed=derive(run.seed, "call", 0, 0))


def pause_run(*, run: Run, by=None, reason: str = "") -> bool:
    """Stop new requests; those under way are still stored. False where the run was not active."""
    paused = Run.objects.filter(pk=run.pk, state__in=MOVING).update(state=RunState.PAUSED, reason=reason)
    return _recorded(run, by, "run.pause") if paused else False


@transaction.atomic
def resume_run(*, run: Run, by=None, budget_usd: Decimal | None = None) -> bool:
    """Go on where the run stopped, with a higher budget where one is given. The caller enqueues the work."""
    check_budget(budget_usd)
    if budget_usd is not None and budget_usd <= run.cost_usd + run.lost_usd:
        raise ValidationError({"budget_usd": _("This budget is already spent.")})
    if budget_usd is not None:
        _check_plan(run, budget_usd)
    changes = {} if budget_usd is None else {"budget_usd": budget_usd}
    setup = Run.objects.select_for_update(no_key=True).values_list("setup", flat=True).get(pk=run.pk)
    if asked := setup.keys() & ASKED.keys():  # it paused to ask, and somebody wants it to go on
        never = {ASKED[name]: 0 for name in asked}
        changes["setup"] = {name: value for name, value in setup.items() if name not in asked} | never
    resumed = Run.objects.filter(pk=run.pk, state=RunState.PAUSED).update(state=RunState.RUNNING, reason="", **changes)
    return _recorded(run, by, "run.resume") if resumed else False


def _check_plan(run: Run, budget_usd: Decimal) -> None:
    """ValidationError where a plan's run would take the plan over its budget."""
    bound = most_for(run)
    if bound is None or budget_usd <= bound[1]:
        return
    told = _(
        "This run belongs to plan %(plan)s, whose budget has $%(most)s for it in all. For more, start a run of its own."
    )
    most = bound[1].quantize(Decimal("0.0001"), rounding="ROUND_DOWN")
    raise ValidationError({"budget_usd": told % {"plan": bound[0].pk, "most": most}})


def cancel_run(*, run: Run, by=None) -> bool:
    """End the run for good. What it has accepted stays."""
    open_states = (*MOVING, RunState.PAUSED)
    cancelled = Run.objects.filter(pk=run.pk, state__in=open_states).update(
        state=RunState.CANCELLED, reason="", finished_at=timezone.now()
    )
    return _recorded(run, by, "run.cancel") if cancelled else False


def _recorded(run: Run, by, verb: str) -> bool:
    run.refresh_from_db()
    if by is not None:
        audit.record(actor=by, verb=verb, project=run.project, subject=run)
    return True
