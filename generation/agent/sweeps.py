"""A plan waits for its pilot without holding a worker: once a second the sweeper looks whether one is over."""

from django.db import transaction

from generation.agent.doorbell import ring_agent
from generation.agent.frames import is_over
from generation.models import Plan, PlanState, RunState
from generation.runs.frames import ENDED


def wake_plans() -> int:
    """Let the agent read the pilots that are over. Returns how many."""
    waiting = Plan.objects.filter(state=PlanState.PILOT, run__state__in=(*ENDED, RunState.PAUSED))
    over = [plan for plan in waiting.select_related("run", "project").order_by("pk")[:100] if is_over(plan.run)]
    return sum(wake(plan) for plan in over)


@transaction.atomic
def wake(plan: Plan) -> bool:
    """Let the agent go on with a plan whose pilot is over; False where somebody has."""
    woken = Plan.objects.filter(pk=plan.pk, state=PlanState.PILOT).update(state=PlanState.THINKING)
    if woken:
        ring_agent(plan)
    return bool(woken)
