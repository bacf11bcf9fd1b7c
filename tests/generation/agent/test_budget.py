"""Questions, pilots and run stay within a plan's budget together, also where somebody resumes the run with more."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from generation.agent.actions.lifecycle import agree
from generation.models import Run
from generation.plan_budgets import left, spent
from generation.runs.actions.lifecycle import pause_run, resume_run
from tests.generation.agent.conftest import last

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paused(simulated, plan_at, thought, lead):
    """A plan of one dollar whose pilot was agreed to for a quarter, and paused."""
    plan = thought(plan_at(simulated, budget_usd=Decimal(1)))
    run = agree(plan=plan, turn=last(plan).number, by=lead, budget_usd=Decimal("0.25"))
    pause_run(run=run, by=lead)
    plan.refresh_from_db()
    return plan, run


def test_a_run_is_not_resumed_with_more_than_its_plan_has(paused, lead):
    plan, run = paused
    with pytest.raises(ValidationError, match=rf"belongs to plan {plan.pk}, .* For more, start a run of its own"):
        resume_run(run=run, by=lead, budget_usd=Decimal(500))
    run.refresh_from_db()
    assert (run.state, run.budget_usd) == ("paused", Decimal("0.25"))


def test_it_may_have_all_that_the_plan_has_for_it_and_not_a_cent_more(paused, lead):
    plan, run = paused
    Run.objects.filter(pk=run.pk).update(cost_usd="0.2", lost_usd="0.01")
    most = Decimal(1) - plan.cost_usd
    with pytest.raises(ValidationError):
        resume_run(run=run, by=lead, budget_usd=most + Decimal("0.000001"))
    assert resume_run(run=run, by=lead, budget_usd=most)
    assert (spent(plan), left(plan)) == (1, 0)


def test_a_run_of_no_plan_is_bound_by_nobody_else(paused, lead):
    _plan, run = paused
    run.pk = None
    run.save(force_insert=True)
    assert resume_run(run=run, by=lead, budget_usd=Decimal(500))


def test_rest_says_what_it_may_have(paused, api_client, lead):
    plan, run = paused
    address = f"/api/v1/projects/reviews/runs/{run.pk}/resume"
    answer = api_client(lead).post(address, {"budget_usd": 2}, content_type="application/json")
    assert answer.status_code == 422
    said = f"${(1 - plan.cost_usd).quantize(Decimal('0.0001'), rounding='ROUND_DOWN')} for it in all"
    assert said in answer.content.decode()
