"""What the project home reads at once: a few rows by index, never a count over the project."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from annotation.models import DatasetVersion, Report, ReviewPolicy, Student
from generation.models import Codebook, Endpoint, Event, MachineLabel, Plan, PlanState, Project, Run, RunState, Sample
from generation.runs.frames.settings import with_titles

EVENTS = 8
VERSIONS = 10
ACTIVE = (RunState.PLANNED, RunState.RUNNING, RunState.PAUSED)
SUMS = {
    "cost": Sum("cost_usd", default=Decimal(0)),
    "lost": Sum("lost_usd", default=Decimal(0)),
    "calls": Sum("calls", default=0),
}


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
    plan: int | None = None  # the newest that waits for a lead
    snapshot: int | None = None  # the number of the one that is open now, whatever the stored numbers speak of
    seed_published: bool = False  # of this snapshot: its audit has ended
    overlap: bool = False  # a share of the items goes to a second person already
    judges_changed: bool = False  # a model agrees with people otherwise than before, as last computed


def facts_of(project: Project) -> Facts:
    samples = Sample.objects.filter(project=project)
    waiting = Plan.objects.filter(project=project, state=PlanState.ASKS).order_by("-pk")
    asked = asked_of(project)
    return Facts(
        codebook=Codebook.objects.published().filter(project=project).exists(),
        samples=samples.exists(),
        machine_labels=MachineLabel.objects.filter(sample__project=project).exists(),
        student=Student.objects.filter(project=project).exists(),
        audit=asked["audit"],
        versions=DatasetVersion.objects.filter(project=project).exists(),
        endpoint=Endpoint.objects.filter(project=project).exists(),
        plan=waiting.values_list("pk", flat=True).first(),
        snapshot=asked["number"],
        seed_published=bool(asked["seed"]),
        overlap=asked["share"] > 0,
        judges_changed=asked["changed"],
    )


def asked_of(project: Project) -> dict:
    """What the policy says, which snapshot is open, and whether the stored figures of models have a change to tell: one
    query."""
    unset = ReviewPolicy()
    changed = Report.objects.filter(project=OuterRef("pk"), kind="judges", data__changed__0__isnull=False)
    return (
        Project.objects.filter(pk=project.pk)
        .values(
            audit=Coalesce("review_policy__audit_open", Value(unset.audit_open)),
            share=Coalesce("review_policy__overlap_share", Value(unset.overlap_share)),
            number=F("dispenser__snapshot__number"),
            seed=F("dispenser__snapshot__published_seed"),
            changed=Exists(changed),
        )
        .get()
    )


def cost_of(project: Project) -> dict:
    """Money and calls of all runs and of all planning, in USD, and the runs that are under way.

    `cost`: paid; `planning`: the part of it that plans' questions took; `lost`: what may be billed on top of it, of
    requests that no answer came to; `left`: what the runs under way may spend at most.
    """
    runs = Run.objects.filter(project=project)
    of_runs = runs.aggregate(**SUMS, left=Sum("budget_usd", filter=Q(state__in=ACTIVE)))
    of_plans = Plan.objects.filter(project=project).aggregate(**SUMS)
    return {
        "cost": of_runs["cost"] + of_plans["cost"],
        "planning": of_plans["cost"],
        "lost": of_runs["lost"] + of_plans["lost"],
        "calls": of_runs["calls"] + of_plans["calls"],
        "left": of_runs["left"],
        "runs": with_titles(list(runs.filter(state__in=ACTIVE).order_by("-pk")[:5])),
    }


def events_of(project: Project) -> QuerySet[Event]:
    return Event.objects.filter(project=project).select_related("actor").order_by("-pk")[:EVENTS]


def newest_versions(project: Project) -> QuerySet[DatasetVersion]:
    return DatasetVersion.objects.filter(project=project).select_related("codebook").order_by("-number")[:VERSIONS]
