"""Asking a worker to let the agent speak. Called by views, the API and commands, inside their transaction."""

from generation.agent.frames import THINK
from generation.jobs import enqueue
from generation.models import Job, Plan


def ring_agent(plan: Plan) -> Job:
    """A job that is open already serves."""
    return enqueue(THINK, str(plan.pk), project=plan.project)
