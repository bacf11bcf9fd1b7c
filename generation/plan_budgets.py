"""What plans have spent and have left: a plan's budget holds its questions, its pilots and its run together."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Used:
    """What a plan has used of its budget, in USD: `spent` is paid or may be billed, `promised` is set aside for what is
    under way, and comes back where that costs less."""

    spent: Decimal
    promised: Decimal

    @property
    def together(self) -> Decimal:
        return self.spent + self.promised


def used_of(plans: Sequence[Plan], *, but: Run | None = None) -> dict[int, Used]:
    """Plan id -> what its questions and its runs have used, for a whole page at once. `but`: a run that is left out."""
    turns = PlanTurn.objects.filter(plan__in=plans).exclude(run=None).exclude(run=but).order_by()
    sums = {pk: sums for pk, *sums in turns.values_list("plan").annotate(paid=Sum(PAID), taken=Sum(TAKEN))}
    return {plan.pk: _used(plan, *sums.get(plan.pk, (Decimal(0), Decimal(0)))) for plan in plans}


def _used(plan: Plan, paid: Decimal, taken: Decimal) -> Used:
    return Used(plan.cost_usd + plan.lost_usd + paid, plan.reserved_usd + taken - paid)


def used(plan: Plan) -> Used:
    return used_of([plan])[plan.pk]


def left(plan: Plan, known: Used | None = None) -> Decimal:
    """What the plan may still spend, in USD. `known`: what `used` says, where that is known already."""
    return max(plan.budget_usd - (known or used(plan)).together, Decimal(0))


def most_for(run: Run) -> tuple[Plan, Decimal] | None:
    """The plan that a run belongs to, held for the rest of the transaction, and what the run may cost in all, in USD.
    None where it is no plan's."""
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).filter(turns__run=run).first()
    return plan and (plan, left(plan, used_of([plan], but=run)[plan.pk]))
