"""The runs of a project, and the names of their jobs."""

from decimal import Decimal

from django.db.models import QuerySet

from generation.models import Project, Run

WORK, MEASURE = "generation.work_run", "generation.measure_run"


def cost_of_each(run: Run) -> Decimal | None:
    """What one accepted sample cost, with the most that calls may cost which were cut off; None before there is one."""
    return (run.cost_usd + run.lost_usd) / run.accepted if run.accepted else None


def runs_of(project: Project) -> QuerySet[Run]:
    return project.runs.select_related("endpoint", "second", "codebook", "project", "created_by")
