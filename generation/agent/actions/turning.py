"""Writing a turn down: only ever appended, under the plan's row, so that two who speak at once do not both count."""

from django.db import transaction

from generation.catalogue.agent.turns import Proposal, Turn, kind_of, to_json
from generation.models import Plan, PlanState, PlanTurn


def locked(plan_id: int) -> Plan:
    """The plan for the rest of the transaction."""
    plans = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("project", "endpoint", "run")
    return plans.get(pk=plan_id)


def add_turn(plan: Plan, turn: Turn, *, by=None, run=None) -> PlanTurn:
    """Write it down as the next one. The caller holds the plan."""
    number = plan.turns.count() + 1
    return PlanTurn.objects.create(plan=plan, number=number, kind=kind_of(turn), data=to_json(turn), by=by, run=run)


@transaction.atomic
def say(plan_id: int, turn: Turn, *, number: int) -> bool:
    """The agent's turn. False where it came too late: somebody closed the plan, or another worker has said it."""
    plan = locked(plan_id)
    if plan.state != PlanState.THINKING or plan.turns.count() + 1 != number:
        return False
    add_turn(plan, turn)
    if isinstance(turn, Proposal):
        Plan.objects.filter(pk=plan_id).update(state=PlanState.ASKS, reason="")
    return True


def stick(plan_id: int, reason: str) -> None:
    """It cannot go on; a lead may let it try again."""
    Plan.objects.filter(pk=plan_id, state=PlanState.THINKING).update(state=PlanState.STUCK, reason=reason[:1000])
