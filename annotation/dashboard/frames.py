"""What the project home reads at once: a few rows by index, never a count over the project."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from annotation.models import DatasetVersion, ReviewPolicy, Student
from generation.models import Codebook, Endpoint, Event, MachineLabel, Project, Run, RunState, Sample

EVENTS = 8
VERSIONS = 10
ACTIVE = (RunState.PLANNED, RunState.RUNNING, RunState.PAUSED)


@dataclass(frozen=True)
class Facts:
    """What is there already, for saying what comes next."""

    codebook: bool
    samples: bool
    machine_labels: bool
    student: bool
    audit: bool
    versions: bool
    endpoint: bool = False


def facts_of(project: Project) -> Facts:
    samples = Sample.objects.filter(project=project)
    return Facts(
        codebook=Codebook.objects.published().filter(project=project).exists(),
        samples=samples.exists(),
        machine_labels=MachineLabel.objects.filter(sample__project=project).exists(),
        student=Student.objects.filter(project=project).exists(),
        audit=ReviewPolicy.objects.filter(project=project, audit_open=True).exists(),
        versions=DatasetVersion.objects.filter(project=project).exists(),
        endpoint=Endpoint.objects.filter(project=project).exists(),
    )


def cost_of(project: Project) -> dict:
    """Money and calls of all runs, and the runs that are under way."""
    runs = Run.objects.filter(project=project)
    sums = runs.aggregate(
        cost=Sum("cost_usd"), calls=Sum("calls"), budget=Sum("budget_usd", filter=Q(state__in=ACTIVE))
    )
    return {
        "cost": sums["cost"] or Decimal(0),
        "calls": sums["calls"] or 0,
        "left": sums["budget"],
        "runs": list(runs.filter(state__in=ACTIVE).order_by("-pk")[:5]),
    }


def events_of(project: Project) -> QuerySet[Event]:
    return Event.objects.filter(project=project).select_related("actor").order_by("-pk")[:EVENTS]


def newest_versions(project: Project) -> QuerySet[DatasetVersion]:
    return DatasetVersion.objects.filter(project=project).select_related("codebook").order_by("-number")[:VERSIONS]
