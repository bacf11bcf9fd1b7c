"""Runs by REST: start, look, pause, resume, cancel. The work itself is a worker's."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from generation.access import project_for
from generation.adding import before_adding
from generation.models import Role, Run, RunMeasures
from generation.repeats import IDEMPOTENCY_KEY, answered_once
from generation.runs.actions.lifecycle import LEAST_YIELD, cancel_run, pause_run, resume_run, start_named
from generation.runs.doorbell import ring_to_close, ring_workers
from generation.runs.expectations import MOST_COST, Departure, departures
from generation.runs.findings import findings_of, rounds_of
from generation.runs.frames.progress import Progress, progress, progress_of
from generation.runs.frames.runs import runs_of
from synthlab.paging import PageQuery, page_of

router = Router(tags=["runs"])


class RunIn(Schema):
    model_config = ConfigDict(extra="forbid")  # a budget that is misspelt would be none

    recipe: str = Field(min_length=1, max_length=60)
    count: int = Field(ge=1, le=1_000_000, description="samples to accept")
    endpoint: str = Field("", max_length=60, description="a name; may be left out where the project has one endpoint")
    second_endpoint: str = Field(
        "", max_length=60, description="name of the second model's, where the recipe has steps for one"
    )
    budget_usd: Decimal | None = Field(None, gt=0, lt=1_000_000)
    params: dict[str, Any] = {}
    seed: int | None = Field(None, ge=0, lt=2**31)
    batch: bool = Field(False, description="Ask by the endpoint's batch door: up to a day, often at half the price.")
    least_yield: float = Field(
        LEAST_YIELD, ge=0, le=1, description="The run pauses where a smaller share of what it writes is accepted."
    )
    most_cost: float = Field(
        MOST_COST,
        ge=0,
        le=1000,
        description="The run pauses, once, where a sample costs more than so many times the upper end of its price; "
        "0: never.",
    )
    pilot_of: int | None = Field(
        None, ge=1, le=1_000_000, description="It is a pilot of a run of so many samples, which is held against it."
    )


class ResumeIn(Schema):
    model_config = ConfigDict(extra="forbid")

    budget_usd: Decimal | None = Field(None, gt=0, lt=1_000_000)


class DepartureOut(Schema):
    measure: str = Field(description="cost: USD a sample without the set-up; yield: the share that is accepted")
    times: float = Field(description="the run's by the pilot's")
    now: float
    pilot: float
    text: str


class RunOut(Schema):
    id: int
    recipe: str
    purpose: str
    state: str
    reason: str
    endpoint: str
    second_endpoint: str = Field(description="empty where the run asks one model alone")
    simulated: bool
    codebook: int | None = Field(description="its version; null for a draft that was tried out")
    count: int
    accepted: int
    needs_person: int = Field(
        description="of the accepted, samples that wait for a person, counted up to 1,000; answers change it"
    )
    needs_person_more: bool = Field(description="whether more of them may wait than were counted")
    held: int = Field(description="passed the gates, and wait for the choice at their round's end")
    rejected: int
    failed: int
    waiting: int
    calls: int
    reused: int = Field(description="of the calls, answered at no cost by what an earlier run had paid for")
    cost_usd: float
    budget_usd: float | None
    lost_usd: float
    tokens_in: int
    tokens_out: int
    pilot: int | None = Field(description="the run that tried this one out: same recipe, settings, codebook, endpoint")
    departures: list[DepartureOut] = Field(
        description="Where it departs from its pilot by more than sampling explains, and by more than 1.5 times."
    )
    notes: list[str] = Field(description="What its lead should know, such as what the endpoint refuses.")
    rate_a_minute: float
    seconds_left: int | None
    seed: int
    params: dict[str, Any]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class RunBegun(RunOut):
    warnings: list[str] = Field(description="What the run does to an audit that is open; the preview says it before.")


class Runs(Schema):
    items: list[RunOut]
    next: str | None


class Look(Schema):
    accepted: int = Field(description="How many samples there were.")
    measures: dict[str, Any] = Field(description="By name; null where there was too little to say.")


class Looks(Schema):
    items: list[Look]


class FindingOut(Schema):
    name: str
    title: str
    value: str


class RoundOut(Schema):
    number: int
    target: int = Field(description="samples to accept in it")
    accepted: int
    kept: int | None = Field(description="of the accepted, where a choice was made at the round's end")
    report: dict[str, Any] = Field(description="What was found out before the round; the keys are the schedule's.")
    findings: list[FindingOut] = Field(description="The same in words, in the language of the request.")
    created_at: datetime
    ended_at: datetime | None


class Rounds(Schema):
    items: list[RoundOut]
    next: str | None


def run_json(run: Run, now: Progress | None = None) -> dict:
    """What the API and `generate --json` say of a run."""
    now = now or progress(run)
    names = (
        "id", "recipe", "purpose", "state", "reason", "count", "accepted", "held", "rejected", "failed", "calls",
        "reused", "tokens_in", "tokens_out", "seed", "params", "created_at", "started_at", "finished_at",
    )  # fmt: skip
    return {name: getattr(run, name) for name in names} | {
        "endpoint": run.asked["name"],
        "second_endpoint": run.setup.get("second", {}).get("name", ""),
        "simulated": run.simulated,
        "codebook": run.codebook.number,
        "needs_person": now.needs_person,
        "needs_person_more": now.needs_person.more,
        "waiting": now.answered,
        "cost_usd": float(run.cost_usd),
        "budget_usd": None if run.budget_usd is None else float(run.budget_usd),
        "lost_usd": float(run.lost_usd),
        "pilot": run.setup.get("pilot", {}).get("run"),
        "departures": [departure_json(found) for found in departures(run, now.answered + now.in_flight)],
        "notes": run.setup.get("notes", []),
        "rate_a_minute": round(now.rate, 2),
        "seconds_left": now.seconds_left,
    }


def departure_json(found: Departure) -> dict:
    numbers = {name: getattr(found, name) for name in ("measure", "times", "now", "pilot")}
    return numbers | {"text": f"{found.title}. {found.text}"}


@router.get("projects/{slug}/runs", response=Runs)
def list_runs(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List runs.

    The newest first, each with its progress and cost so far.
    """
    project = project_for(request.user, slug)
    page = page_of(runs_of(project), query, orders={"id": "id", "created_at": "created_at"}, default="-id")
    now = progress_of(page.items)
    return {"items": [run_json(run, now[run.pk]) for run in page.items], "next": page.next}


@router.post("projects/{slug}/runs", response={202: RunBegun}, openapi_extra=IDEMPOTENCY_KEY)
@answered_once(RunBegun)
def post_run(request: HttpRequest, slug: str, payload: RunIn):
    """Start a run.

    Until `count` samples are accepted, the budget is spent or a rule stops it. The work is done in the background.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    values, warnings = payload.model_dump(exclude={"endpoint", "second_endpoint"}), before_adding(project)
    with transaction.atomic():
        names = {"endpoint": payload.endpoint, "second": payload.second_endpoint}
        run = start_named(project=project, by=request.user, **names, **values)
        ring_workers(run)
    return Status(202, run_json(run) | {"warnings": warnings})


@router.get("projects/{slug}/runs/{pk}", response=RunOut)
def get_run(request: HttpRequest, slug: str, pk: int):
    """Read a run.

    Its state, why it stands still, how many samples it has and what it has cost.
    """
    return run_json(_run(request, slug, pk))


@router.get("projects/{slug}/runs/{pk}/measures", response=Looks)
def get_measures(request: HttpRequest, slug: str, pk: int):
    """Read what a run's samples are like.

    Measured each time that there were twice as many, and at the run's end.
    """
    looks = RunMeasures.objects.filter(run=_run(request, slug, pk)).order_by("accepted")
    return {"items": [{"accepted": look.accepted, "measures": look.data} for look in looks]}


@router.get("projects/{slug}/runs/{pk}/rounds", response=Rounds)
def get_rounds(request: HttpRequest, slug: str, pk: int, query: Query[PageQuery]):
    """List the rounds of a run.

    The first one first, and what was found out before each.
    """
    page = page_of(rounds_of(_run(request, slug, pk)), query, orders={"number": "number"}, default="number")
    for round in page.items:
        round.findings = [asdict(found) for found in findings_of(round.report)]
    return {"items": page.items, "next": page.next}


@router.post("projects/{slug}/runs/{pk}/pause", response=RunOut)
def post_pause(request: HttpRequest, slug: str, pk: int):
    """Pause a run.

    Requests under way end and are kept; no new one is sent.
    """
    run = _run(request, slug, pk, role=Role.LEAD)
    if not pause_run(run=run, by=request.user):
        raise HttpError(409, f"The run is {run.state}; only a planned or running one can be paused.")
    return run_json(run)


@router.post("projects/{slug}/runs/{pk}/resume", response=RunOut)
def post_resume(request: HttpRequest, slug: str, pk: int, payload: ResumeIn | None = None):
    """Resume a run.

    Goes on where it stopped, under a larger budget where one is given.
    """
    run = _run(request, slug, pk, role=Role.LEAD)
    with transaction.atomic():
        resumed = resume_run(run=run, by=request.user, budget_usd=payload.budget_usd if payload else None)
        if resumed:
            ring_workers(run)
    if not resumed:
        raise HttpError(409, f"The run is {run.state}; only a paused one can be resumed.")
    return run_json(run)


@router.post("projects/{slug}/runs/{pk}/cancel", response=RunOut)
def post_cancel(request: HttpRequest, slug: str, pk: int):
    """Cancel a run.

    Ends it for good; its samples stay.
    """
    run = _run(request, slug, pk, role=Role.LEAD)
    with transaction.atomic():
        cancelled = cancel_run(run=run, by=request.user)
        if cancelled:
            ring_to_close(run)
    if not cancelled:
        raise HttpError(409, f"The run has ended: it is {run.state}.")
    return run_json(run)


def _run(request: HttpRequest, slug: str, pk: int, role: str = Role.VIEWER) -> Run:
    return get_object_or_404(runs_of(project_for(request.user, slug, role=role)), pk=pk)
