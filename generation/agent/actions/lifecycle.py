"""Opening a plan, agreeing, refusing, closing. Imported by web pages: no worker code here.

Nothing is spent but by `agree`, and its record says who agreed to what and to how much.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from generation import audit
from generation.agent.actions.turning import add_turn, locked
from generation.agent.frames import OPEN, usual_budget
from generation.catalogue.agent.turns import PILOT, RUN, Decision, Proposal, from_json
from generation.models import Codebook, Endpoint, Plan, PlanState, Project, Run
from generation.plan_budgets import left
from generation.recipes.trial import PILOT as PILOT_COUNT
from generation.runs.actions.lifecycle import MOST_SAMPLES, check_budget, checked, start_run

LONGEST_GOAL, LONGEST_REASON = 4000, 2000


@transaction.atomic
def open_plan(*, project: Project, count: int, budget_usd: Decimal, endpoint: Endpoint, by, goal: str = "") -> Plan:
    """Begin a planning; the model is asked by a worker. `goal`: the codebook's purpose unless said."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError({"goal": _("Publish a codebook first: it is what the model is told.")})
    goal = (goal.strip() or codebook.purpose.strip()).replace("\x00", "")
    if not goal:
        raise ValidationError({"goal": _("Say what the samples are for.")})
    if len(goal) > LONGEST_GOAL:
        raise ValidationError({"goal": _("Say it in %(most)d characters at most.") % {"most": LONGEST_GOAL}})
    _check_amounts(count, budget_usd)
    plan = Plan.objects.create(
        project=project,
        endpoint=endpoint,
        goal=goal,
        count=count,
        budget_usd=budget_usd,
        setup={"endpoint": endpoint.facts(), "language": get_language_info(get_language() or "en")["name"]},
        created_by=by,
    )
    told = {"count": count, "budget_usd": str(budget_usd), "endpoint": endpoint.name, "most_calls": plan.most_calls}
    audit.record(actor=by, verb="plan.open", project=project, subject=plan, **told)
    return plan


@transaction.atomic
def agree(
    *,
    plan: Plan,
    turn: int,
    by,
    do: str = "",
    settings: dict[str, Any] | None = None,
    count: int | None = None,
    budget_usd: Decimal | None = None,
) -> Run:
    """Agree to the proposal of that turn, as it is or corrected, and start the pilot or the run. The caller rings.

    `do`: pilot or run where it is another than was proposed; a run only after a pilot. ValidationError says what does
    not fit, or that the proposal is no longer the last word.
    """
    plan = locked(plan.pk)
    proposal = _proposal(plan, turn)
    do = do or proposal.do
    _check_step(plan, proposal, do)
    recipe, params = checked(plan.project, proposal.recipe, dict(proposal.settings if settings is None else settings))
    count = min(PILOT_COUNT, plan.count) if do == PILOT else count or plan.count
    budget = usual_budget(plan, pilot=do == PILOT) if budget_usd is None else budget_usd
    _check_amounts(count, budget)
    if budget > (most := left(plan)):
        told = _("That is more than the plan has left: $%(left)s.") % {"left": f"{most:.4f}"}
        raise ValidationError({"budget_usd": told})
    run = start_run(
        project=plan.project,
        recipe=recipe.name,
        count=count,
        endpoint=plan.endpoint,
        by=by,
        budget_usd=budget,
        params=params,
        pilot_of=plan.count if do == PILOT else None,
    )
    changed = {param.name: params[param.name] for param in recipe.params if params[param.name] != param.default}
    add_turn(plan, Decision(True, do, recipe.name, changed, count, str(budget)), by=by, run=run)
    _move(plan, PlanState.PILOT if do == PILOT else PlanState.AGREED, run=run)
    told = {"to": do, "recipe": recipe.name, "count": count, "budget_usd": str(budget), "run": run.pk}
    audit.record(actor=by, verb="plan.agree", project=plan.project, subject=plan, **told)
    return run


@transaction.atomic
def refuse(*, plan: Plan, turn: int, by, reason: str) -> None:
    """Turn the proposal of that turn down; the agent proposes again, knowing why. The caller rings."""
    plan = locked(plan.pk)
    proposal = _proposal(plan, turn)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise ValidationError({"reason": _("Say what is wrong with it: the next proposal follows from that.")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": _("Say it in %(most)d characters at most.") % {"most": LONGEST_REASON}})
    add_turn(plan, Decision(False, proposal.do, proposal.recipe, proposal.settings, reason=reason), by=by)
    _move(plan, PlanState.THINKING)
    audit.record(actor=by, verb="plan.refuse", project=plan.project, subject=plan, reason=reason)


@transaction.atomic
def try_again(*, plan: Plan, by) -> bool:
    """Let one that is stuck go on where it was. False where it is not. The caller rings."""
    plan = locked(plan.pk)
    if plan.state != PlanState.STUCK:
        return False
    _move(plan, PlanState.THINKING)
    audit.record(actor=by, verb="plan.again", project=plan.project, subject=plan)
    return True


@transaction.atomic
def raise_budget(*, plan: Plan, by, budget_usd: Decimal) -> bool:
    """Let the plan cost more from now on. False where it has ended; ValidationError where it is no more than before."""
    plan = locked(plan.pk)
    if plan.state not in OPEN:
        return False
    check_budget(budget_usd)
    if budget_usd <= (before := plan.budget_usd):
        told = _("The budget is $%(usd)s already: enter more.") % {"usd": f"{before:.2f}"}
        raise ValidationError({"budget_usd": told})
    plan.budget_usd = budget_usd
    plan.save(update_fields=["budget_usd"])
    change = {"budget_usd": str(budget_usd), "before": str(before)}
    audit.record(actor=by, verb="plan.budget", project=plan.project, subject=plan, **change)
    return True


@transaction.atomic
def close_plan(*, plan: Plan, by) -> bool:
    """End the planning; what was said stays. A pilot under way goes on to its end. False where it has ended."""
    plan = locked(plan.pk)
    if plan.state not in OPEN:
        return False
    _move(plan, PlanState.CLOSED)
    audit.record(actor=by, verb="plan.close", project=plan.project, subject=plan)
    return True


def _proposal(plan: Plan, number: int) -> Proposal:
    """The proposal that is answered: the last turn, and the one that was looked at."""
    last = plan.turns.order_by("-number").first()
    if plan.state != PlanState.ASKS or last is None or last.number != number:
        raise ValidationError({"turn": _("This is not the last word any more: look at the plan as it is now.")})
    return from_json(last.kind, last.data)


def _check_step(plan: Plan, proposal: Proposal, do: str) -> None:
    if not proposal.recipe:
        raise ValidationError({"turn": _("There is nothing to agree to. Say what is wrong, or close the plan.")})
    if do not in (PILOT, RUN):
        raise ValidationError({"do": _("Say pilot or run.")})
    if do == RUN and not _was_piloted(plan, proposal):
        raise ValidationError({"do": _("A pilot of this recipe comes first: without one nobody knows what it gives.")})


def _was_piloted(plan: Plan, proposal: Proposal) -> bool:
    return plan.turns.filter(kind="seen", data__recipe=proposal.recipe).exists()


def _check_amounts(count: int, budget_usd: Decimal) -> None:
    if not 1 <= count <= MOST_SAMPLES:
        raise ValidationError({"count": _("Ask for between 1 and %(most)s samples.") % {"most": f"{MOST_SAMPLES:,}"}})
    check_budget(budget_usd)


def _move(plan: Plan, state: str, run: Run | None = None) -> None:
    plan.state, plan.reason, plan.run = state, "", run or plan.run
    plan.save(update_fields=["state", "reason", "run"])
