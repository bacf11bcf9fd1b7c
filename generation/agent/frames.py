"""What plans are made from and what their pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from generation.catalogue.agent.reading import Line, forecast, lines_of
from generation.catalogue.agent.turns import Proposal, Requirements, Seen, Turn, from_json
from generation.models import GateResult, Plan, PlannedRow, PlanState, PlanTurn, Project, Run, RunState
from generation.models.run import ENDED
from generation.plan_budgets import left

THINK = "generation.think_plan"
SHARE = Decimal("0.05")  # of the budget that a pilot may cost, unless the lead says otherwise
OPEN = (PlanState.THINKING, PlanState.ASKS, PlanState.PILOT, PlanState.STUCK)
CENT = Decimal("0.01")
FINEST = Decimal("0.0001")  # what a form of a budget takes
OVER = Q(state__in=ENDED) | (
    Q(state=RunState.PAUSED) & ~Q(reason="") & (Q(accepted__gt=0) | Q(rejected__gt=0) | Q(failed__gt=0))
)
DECIDED = (PlannedRow.State.ACCEPTED, PlannedRow.State.REJECTED, PlannedRow.State.FAILED)


def plans_of(project: Project) -> QuerySet[Plan]:
    return project.plans.select_related("endpoint", "project", "created_by", "run")


@dataclass(frozen=True)
class Said:
    """A turn as it is stored, read, with what its page adds to it."""

    stored: PlanTurn
    turn: Turn
    lines: Sequence[Line] = ()  # of what was seen: figures beside what was expected
    forecast: tuple[float, float, float] | None = None
    price: tuple[float, float] | None = None  # of the whole run, as it was named before the pilot

    @property
    def outside(self) -> bool:
        """Whether what the pilot foretells lies outside the price that was named before it, in part or as a whole."""
        known = self.forecast and self.price
        return bool(known) and not self.price[0] <= self.forecast[0] <= self.forecast[2] <= self.price[1]


def said(plan: Plan) -> list[Said]:
    """All turns in their order."""
    found, proposal, wanted = [], Proposal("nothing"), Requirements()
    for stored in plan.turns.select_related("by", "run").order_by("number"):
        turn = from_json(stored.kind, stored.data)
        proposal = turn if isinstance(turn, Proposal) else proposal
        wanted = turn if isinstance(turn, Requirements) else wanted
        if isinstance(turn, Seen):
            lines = lines_of(wanted, proposal, turn, plan.count)
            found.append(Said(stored, turn, lines, forecast(turn, plan.count), proposal.whole.get("usd")))
        else:
            found.append(Said(stored, turn))
    return found


def usual_budget(plan: Plan, *, pilot: bool) -> Decimal:
    """What is proposed as the most that comes next may cost, in whole cents where that is something."""
    most = left(plan)
    amount = min(max(SHARE * plan.budget_usd, CENT), most) if pilot else most
    return amount.quantize(CENT, rounding="ROUND_DOWN") if amount >= CENT else amount


def left_in_cents(amount: Decimal) -> Decimal:
    """What is left as it is shown: never more than there is."""
    return amount.quantize(CENT if amount >= Decimal("0.1") else FINEST, rounding="ROUND_DOWN")


def rounded_down(amount: Decimal) -> Decimal:
    """Two digits of an amount, as people name one: $4.90 of 4.9977. What has none in a form's places stays."""
    if amount < FINEST:
        return amount
    step = max(Decimal(1).scaleb(amount.adjusted() - 1), FINEST)
    round_amount = amount // step * step
    return round_amount.quantize(min(step, CENT))


def is_over(run: Run) -> bool:
    """Whether a pilot can be read: it has ended, or paused by itself with something to show. One that a person paused,
    or that could not begin, goes on when it is resumed."""
    return Run.objects.filter(OVER, pk=run.pk).exists()


def plans_to_wake() -> QuerySet[Plan]:
    """Those that wait for a pilot which is over, the oldest first."""
    over = Exists(Run.objects.filter(OVER, pk=OuterRef("run")))
    return Plan.objects.filter(over, state=PlanState.PILOT).order_by("pk")


def decided_rows(run: Run) -> QuerySet[PlannedRow]:
    return run.rows.filter(round__gt=0, state__in=DECIDED).order_by("round", "index")


def gates_of(run: Run) -> dict[tuple[int, int], str]:
    """(row, place) of each candidate that a gate turned away -> the gate."""
    refused = GateResult.objects.filter(row__run=run, action="reject").values_list("row", "place", "gate")
    return {(row, place): gate for row, place, gate in refused}
