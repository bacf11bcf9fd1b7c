"""A plan waits for its pilot without holding a worker: once a second the sweeper looks whether one is over."""

from django.db import transaction

from generation.agent.doorbell import ring_agent
from generation.agent.frames import plans_to_wake
from generation.models import Plan, PlanState


def wake_plans() -> int:
    """Let the agent read the pilots that are over. Returns how many."""
    return sum(wake(plan) for plan in plans_to_wake().select_related("project")[:100])


@transaction.atomic
def wake(plan: Plan) -> bool:
    """Let the agent go on with a plan whose pilot is over; False where somebody has."""
    woken = Plan.objects.filter(pk=plan.pk, state=PlanState.PILOT).update(state=PlanState.THINKING)
    if woken:
        ring_agent(plan)
    return bool(woken)
