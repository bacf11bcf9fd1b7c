"""Starting, pausing, resuming and cancelling a run. Imported by web pages: no worker code here."""

import secrets
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from generation import audit
from generation.catalogue.params import ParamError
from generation.catalogue.recipe import Prepared, Recipe
from generation.methods.draws import derive
from generation.models import Codebook, Endpoint, PlannedRow, Project, Run, RunState
from generation.recipe_book import barred, document_of, known_names, recipe_for
from generation.runs.frames import MOVING, context_of, frozen_support

MOST_SAMPLES = 1_000_000
LEAST_YIELD = 0.05


@transaction.atomic
def start_run(
    *,
    project: Project,
    recipe: str,
    count: int,
    endpoint: Endpoint,
    by,
    budget_usd: Decimal | None = None,
    params: dict | None = None,
    seed: int | None = None,
    pilot_of: int | None = None,
    least_yield: float = LEAST_YIELD,
    batch: bool = False,
) -> Run:
    """Freeze all that the run depends on and plan its set-up. ValidationError says what does not fit.

    `pilot_of`: it tries a run of so many samples out. `least_yield`: it pauses and asks where a smaller share of what
    it wrote is accepted. `batch`: it asks by the endpoint's batch door, which takes up to a day.
    """
    chosen, cleaned = checked(project, recipe, params or {})
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError({"recipe": _("Publish a codebook first: it is what the model is told.")})
    if not 0 <= count <= MOST_SAMPLES:
        raise ValidationError({"count": _("Ask for between 1 and %(most)s samples.") % {"most": f"{MOST_SAMPLES:,}"}})
    if budget_usd is not None and budget_usd <= 0:
        raise ValidationError({"budget_usd": _("A budget must be more than nothing.")})
    pilot = {} if pilot_of is None else {"pilot_of": pilot_of}
    run = Run.objects.create(
        project=project,
        purpose=chosen.purpose,
        recipe=chosen.name,
        recipe_version=chosen.version,
        recipe_hash=chosen.fingerprint(),
        params=cleaned,
        codebook=codebook,
        endpoint=endpoint,
        seed=secrets.randbits(31) if seed is None else seed,
        count=count,
        budget_usd=budget_usd,
        setup=frozen_support(project)
        | {"endpoint": endpoint.facts(), "document": document_of(chosen)}
        | {"least_yield": least_yield, "batch": batch}
        | pilot,
        created_by=by,
    )
    _plan_setup(run, chosen)
    audit.record(actor=by, verb="run.start", project=project, subject=run, count=count, endpoint=endpoint.name)
    return run


def checked(project: Project, recipe: str, params: dict) -> tuple[Recipe, dict]:
    """The recipe and its settings with defaults; ValidationError names each that does not fit."""
    found = recipe_for(project, recipe)
    if found is None:
        known = ", ".join(known_names(project))
        raise ValidationError({"recipe": _("There is no recipe of that name. Known: %(known)s.") % {"known": known}})
    try:
        return found, found.clean(params)
    except ParamError as problem:
        said = {name: _(text) % values for name, (text, values) in problem.problems.items()}
        raise ValidationError({"params": [f"{name}: {message}" for name, message in said.items()]}) from problem


def _plan_setup(run: Run, recipe: Recipe) -> None:
    """Round 0 is the set-up's one row; a recipe that has nothing to ask freezes its conditions at once."""
    try:
        context = context_of(run)
        prepared = recipe.prepare(context)
        refuse_what_cannot_run(prepared)
        script = prepared.setup()
    except KeyError as problem:
        raise ValidationError({"params": _("The codebook has no question of that name.")}) from problem
    if script is None:
        run.setup["scope"] = context.scope.to_json()
        run.save(update_fields=["setup"])
        return
    PlannedRow.objects.create(run=run, round=0, batch=0, index=0, seed=derive(run.seed, "call", 0, 0))


def refuse_what_cannot_run(recipe: Prepared) -> None:
    """ValidationError where the recipe cannot work with this codebook or with what the project has."""
    if why := barred(recipe):
        raise ValidationError({"recipe": why})


def pause_run(*, run: Run, by=None, reason: str = "") -> bool:
    """Stop new requests; those under way are still stored. False where the run was not active."""
    paused = Run.objects.filter(pk=run.pk, state__in=MOVING).update(state=RunState.PAUSED, reason=reason)
    return _recorded(run, by, "run.pause") if paused else False


@transaction.atomic
def resume_run(*, run: Run, by=None, budget_usd: Decimal | None = None) -> bool:
    """Go on where the run stopped, with a higher budget where one is given. The caller enqueues the work."""
    if budget_usd is not None and budget_usd <= run.cost_usd + run.lost_usd:
        raise ValidationError({"budget_usd": _("This budget is already spent.")})
    changes = {} if budget_usd is None else {"budget_usd": budget_usd}
    if "asked_at" in run.setup:  # its yield is low, and somebody wants it to go on
        run.setup["least_yield"] = 0
        changes["setup"] = {name: value for name, value in run.setup.items() if name != "asked_at"}
    resumed = Run.objects.filter(pk=run.pk, state=RunState.PAUSED).update(state=RunState.RUNNING, reason="", **changes)
    return _recorded(run, by, "run.resume") if resumed else False


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
