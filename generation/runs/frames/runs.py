"""The runs of a project, and the names of their jobs."""

from django.db.models import QuerySet

from generation.models import Project, Run

WORK, MEASURE = "generation.work_run", "generation.measure_run"


def runs_of(project: Project) -> QuerySet[Run]:
    return project.runs.select_related("endpoint", "second", "codebook", "project", "created_by")
