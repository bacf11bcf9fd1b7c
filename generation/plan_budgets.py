"""What plans have spent and have left: a plan's budget holds its questions, its pilots and its run together."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Q, Sum, When
from django.db.models.functions import Greatest

from generation.models import Plan, PlanTurn, Run
from generation.models.run import ENDED

PAID = F("run__cost_usd") + F("run__lost_usd")
TAKEN = Case(
    When(Q(run__state__in=ENDED) | Q(run__budget_usd=None), then=PAID),
    default=Greatest(PAID, F("run__budget_usd")),
    output_field=DecimalField(max_digits=20, decimal_places=8),
)


def spent_of(plans: Sequence[Plan], *, but: Run | None = None) -> dict[int, Decimal]:
    """Plan id -> what `spent` says of it, for a whole page at once. `but`: a run that is left out."""
    turns = PlanTurn.objects.filter(plan__in=plans).exclude(run=None).exclude(run=but)
    runs = dict(turns.order_by().values_list("plan").annotate(used=Sum(TAKEN)))
    asked = {plan.pk: plan.cost_usd + plan.reserved_usd + plan.lost_usd for plan in plans}
    return {pk: amount + runs.get(pk, Decimal(0)) for pk, amount in asked.items()}


def spent(plan: Plan) -> Decimal:
    """What its questions cost or may have cost, and its runs: those under way with all that they may still spend."""
    return spent_of([plan])[plan.pk]


def left(plan: Plan, used: Decimal | None = None) -> Decimal:
    """What the plan may still spend, in USD. `used`: what `spent` says, where that is known already."""
    return max(plan.budget_usd - (spent(plan) if used is None else used), Decimal(0))


def most_for(run: Run) -> tuple[Plan, Decimal] | None:
    """The plan that a run belongs to, held for the rest of the transaction, and what the run may cost in all, in USD.
    None where it is no plan's."""
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).filter(turns__run=run).first()
    return plan and (plan, left(plan, spent_of([plan], but=run)[plan.pk]))
