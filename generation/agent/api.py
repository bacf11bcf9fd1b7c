"""Planning with a model by REST. The model is asked by a worker; each answer here says whose turn it is."""

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
from generation.agent.actions.lifecycle import (
    LONGEST_GOAL,
    agree,
    close_plan,
    open_plan,
    raise_budget,
    refuse,
    try_again,
)
from generation.agent.doorbell import ring_agent
from generation.agent.frames import plans_of, said
from generation.endpoints.chosen import endpoint_named
from generation.models import Plan, PlanState, Role
from generation.plan_budgets import Used, left, used, used_of
from generation.repeats import IDEMPOTENCY_KEY, answered_once
from generation.runs.doorbell import ring_workers
from synthlab.paging import PageQuery, page_of

router = Router(tags=["plans"])


class PlanIn(Schema):
    model_config = ConfigDict(extra="forbid")

    goal: str = Field("", max_length=LONGEST_GOAL, description="Empty: the codebook's purpose.")
    count: int = Field(ge=1, le=1_000_000, description="samples that the run is to accept")
    budget_usd: Decimal = Field(gt=0, lt=1_000_000, description="of questions, pilots and run together")
    endpoint: str = Field("", max_length=60, description="a name; may be left out where the project has one endpoint")


class AgreeIn(Schema):
    model_config = ConfigDict(extra="forbid")

    turn: int = Field(description="number of the proposal that is agreed to, as `proposal` gives it")
    do: str = Field("", pattern="^(pilot|run)?$", description="where it is another step than was proposed")
    settings: dict[str, Any] | None = Field(None, description="in place of the proposed ones")
    count: int | None = Field(None, ge=1, le=1_000_000, description="of the run; a pilot has ten")
    budget_usd: Decimal | None = Field(None, gt=0, lt=1_000_000, description="the most that this step may cost")


class RefuseIn(Schema):
    model_config = ConfigDict(extra="forbid")

    turn: int
    reason: str = Field(min_length=1, max_length=2000)


class BudgetIn(Schema):
    model_config = ConfigDict(extra="forbid")

    budget_usd: Decimal = Field(gt=0, lt=1_000_000, description="of all together, with what is spent already")


class TurnOut(Schema):
    number: int
    kind: str = Field(description="wanted, proposal, decision or seen")
    data: dict[str, Any]
    run: int | None = Field(description="that a decision started")
    by: str | None
    created_at: datetime


class PlanOut(Schema):
    id: int
    state: str = Field(description="thinking, asks (waits for a lead), pilot, stuck, agreed or closed")
    reason: str
    goal: str
    count: int
    budget_usd: float
    spent_usd: float = Field(description="paid for questions and runs, and what may be billed without an answer")
    promised_usd: float = Field(description="set aside for what is under way: all that it may still cost")
    left_usd: float
    calls: int
    most_calls: int = Field(description="requests that are sent at most, failed ones included")
    endpoint: str
    simulated: bool
    run: int | None
    created_at: datetime


class PlanDetail(PlanOut):
    proposal: int | None = Field(description="number of the turn that waits for agree or refuse")
    turns: list[TurnOut]
    warnings: list[str] = Field(description="What agreeing would do to an audit that is open.")


class Plans(Schema):
    items: list[PlanOut]
    next: str | None


class QuestionOut(Schema):
    step: str
    template: str
    model: str
    request: dict[str, Any]
    reply: dict[str, Any]
    error: str
    request_hash: str
    seed: int | None
    tokens_in: int
    tokens_out: int
    cost_usd: float
    created_at: datetime


class Questions(Schema):
    items: list[QuestionOut]
    next: str | None


def plan_json(plan: Plan, known: Used) -> dict:
    """What the API and `propose_recipe --json` say of a plan."""
    names = ("id", "state", "reason", "goal", "count", "calls", "most_calls", "created_at")
    return {name: getattr(plan, name) for name in names} | {
        "budget_usd": float(plan.budget_usd),
        "spent_usd": float(known.spent),
        "promised_usd": float(known.promised),
        "left_usd": float(left(plan, known)),
        "endpoint": plan.asked["name"],
        "simulated": plan.asked["simulated"],
        "run": plan.run_id,
    }


def detail_json(plan: Plan) -> dict:
    turns = [one.stored for one in said(plan)]
    waits = plan.state == PlanState.ASKS and bool(turns)
    told = [
        {name: getattr(one, name) for name in ("number", "kind", "data", "created_at")}
        | {"run": one.run_id, "by": one.by.username if one.by else None}
        for one in turns
    ]
    warnings = before_adding(plan.project) if waits else []
    return plan_json(plan, used(plan)) | {
        "proposal": turns[-1].number if waits else None,
        "turns": told,
        "warnings": warnings,
    }


@router.get("projects/{slug}/plans", response=Plans)
def list_plans(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List plans.

    The newest first, each with what it has cost so far.
    """
    project = project_for(request.user, slug)
    page = page_of(plans_of(project), query, orders={"id": "id", "created_at": "created_at"}, default="-id")
    known = used_of(page.items)
    return {"items": [plan_json(plan, known[plan.pk]) for plan in page.items], "next": page.next}


@router.post("projects/{slug}/plans", response={202: PlanDetail}, openapi_extra=IDEMPOTENCY_KEY)
@answered_once(PlanDetail)
def post_plan(request: HttpRequest, slug: str, payload: PlanIn):
    """Let a model plan.

    It sends questions alone; a pilot or a run begins when it is agreed to.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    values = payload.model_dump(exclude={"endpoint"})
    with transaction.atomic():
        plan = open_plan(project=project, endpoint=endpoint_named(project, payload.endpoint), by=request.user, **values)
        ring_agent(plan)
    return Status(202, detail_json(plan))


@router.get("projects/{slug}/plans/{pk}", response=PlanDetail)
def get_plan(request: HttpRequest, slug: str, pk: int):
    """Read a plan.

    Its state, its proposal with the price, and what was said so far.
    """
    return detail_json(_plan(request, slug, pk))


@router.get("projects/{slug}/plans/{pk}/questions", response=Questions)
def list_questions(request: HttpRequest, slug: str, pk: int, query: Query[PageQuery]):
    """List a plan's requests.

    Every request to the model with its prompt, its answer and its cost.
    """
    page = page_of(_plan(request, slug, pk).call_log.all(), query, orders={"id": "id"}, default="id")
    return {"items": page.items, "next": page.next}


@router.post("projects/{slug}/plans/{pk}/agree", response={202: PlanDetail}, openapi_extra=IDEMPOTENCY_KEY)
@answered_once(PlanDetail)
def post_agree(request: HttpRequest, slug: str, pk: int, payload: AgreeIn):
    """Agree to a proposal.

    As it is or corrected: this starts the pilot or the run.
    """
    plan = _plan(request, slug, pk, role=Role.LEAD)
    with transaction.atomic():
        ring_workers(agree(plan=plan, by=request.user, **payload.model_dump()))
    return Status(202, detail_json(_plan(request, slug, pk)))


@router.post("projects/{slug}/plans/{pk}/refuse", response={202: PlanDetail})
def post_refuse(request: HttpRequest, slug: str, pk: int, payload: RefuseIn):
    """Refuse a proposal.

    The model is told why and proposes again.
    """
    plan = _plan(request, slug, pk, role=Role.LEAD)
    with transaction.atomic():
        refuse(plan=plan, by=request.user, **payload.model_dump())
        ring_agent(plan)
    return Status(202, detail_json(_plan(request, slug, pk)))


@router.post("projects/{slug}/plans/{pk}/again", response={202: PlanDetail})
def post_again(request: HttpRequest, slug: str, pk: int):
    """Let a plan go on.

    One that is stuck goes on where it was.
    """
    plan = _plan(request, slug, pk, role=Role.LEAD)
    with transaction.atomic():
        if not try_again(plan=plan, by=request.user):
            raise HttpError(409, f"The plan is {plan.state}; only one that is stuck can be tried again.")
        ring_agent(plan)
    return Status(202, detail_json(_plan(request, slug, pk)))


@router.post("projects/{slug}/plans/{pk}/budget", response=PlanDetail)
def post_budget(request: HttpRequest, slug: str, pk: int, payload: BudgetIn):
    """Raise a plan's budget.

    Of one that has not ended. One that is stuck goes on with `again`.
    """
    plan = _plan(request, slug, pk, role=Role.LEAD)
    if not raise_budget(plan=plan, by=request.user, budget_usd=payload.budget_usd):
        raise HttpError(409, f"The plan has ended: it is {plan.state}.")
    return detail_json(_plan(request, slug, pk))


@router.post("projects/{slug}/plans/{pk}/close", response=PlanDetail)
def post_close(request: HttpRequest, slug: str, pk: int):
    """End a plan.

    What was said stays, and a pilot under way goes on to its end.
    """
    plan = _plan(request, slug, pk, role=Role.LEAD)
    if not close_plan(plan=plan, by=request.user):
        raise HttpError(409, f"The plan has ended: it is {plan.state}.")
    return detail_json(_plan(request, slug, pk))


def _plan(request: HttpRequest, slug: str, pk: int, role: str = Role.VIEWER) -> Plan:
    return get_object_or_404(plans_of(project_for(request.user, slug, role=role)), pk=pk)
