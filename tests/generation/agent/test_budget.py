"""Questions, pilots and run stay within a plan's budget together, also where somebody resumes the run with more."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from generation.agent.actions.asking import TOO_DEAR
from generation.agent.actions.lifecycle import agree, close_plan, raise_budget, try_again
from generation.models import Event, Run
from generation.plan_budgets import left, used
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


@pytest.mark.scaled
def test_it_may_have_all_that_the_plan_has_for_it_and_not_a_cent_more(paused, lead):
    plan, run = paused
    Run.objects.filter(pk=run.pk).update(cost_usd="0.2", lost_usd="0.01")
    most = Decimal(1) - plan.cost_usd
    with pytest.raises(ValidationError):
        resume_run(run=run, by=lead, budget_usd=most + Decimal("0.000001"))
    assert resume_run(run=run, by=lead, budget_usd=most)
    assert (used(plan).together, left(plan)) == (1, 0)


def test_what_is_spent_is_told_apart_from_what_is_set_aside_for_a_run_under_way(paused, api_client, signed_in, lead):
    plan, run = paused
    Run.objects.filter(pk=run.pk).update(cost_usd="0.04", lost_usd="0.01")
    paid, together = plan.cost_usd + Decimal("0.05"), plan.cost_usd + Decimal("0.25")
    assert (used(plan).spent, used(plan).promised) == (paid, Decimal("0.2"))
    told = api_client(lead).get(f"/api/v1/projects/reviews/plans/{plan.pk}").json()
    assert (told["spent_usd"], told["promised_usd"]) == pytest.approx((float(paid), 0.2))
    assert told["left_usd"] == pytest.approx(float(1 - together))
    page = signed_in(lead).get(f"/projects/reviews/plans/{plan.pk}/").content.decode()
    assert "of $1.00 at most; $0.20 more set aside for what is under way" in page
    assert "$0.05" in page
    Run.objects.filter(pk=run.pk).update(state="cancelled")
    assert (used(plan).spent, used(plan).promised) == (paid, 0)
    assert "set aside" not in signed_in(lead).get(f"/projects/reviews/plans/{plan.pk}/").content.decode()


def test_a_plan_whose_budget_is_spent_goes_on_once_it_is_raised(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated, budget_usd=Decimal("0.0001")))
    assert (plan.state, plan.reason) == ("stuck", TOO_DEAR)
    assert raise_budget(plan=plan, by=lead, budget_usd=Decimal(1))
    assert try_again(plan=plan, by=lead)
    plan = thought(plan)
    assert plan.state == "asks"
    assert left(plan) == 1 - plan.cost_usd


@pytest.mark.scaled
def test_its_paused_run_may_have_what_was_added(paused, lead):
    plan, run = paused
    raise_budget(plan=plan, by=lead, budget_usd=Decimal(3))
    assert resume_run(run=run, by=lead, budget_usd=Decimal(2))


@pytest.mark.parametrize("budget", ["0.5", "1"])
def test_a_budget_is_only_ever_raised(paused, lead, budget):
    plan, _run = paused
    with pytest.raises(ValidationError, match=r"is \$1.00 already"):
        raise_budget(plan=plan, by=lead, budget_usd=Decimal(budget))
    plan.refresh_from_db()
    assert plan.budget_usd == 1


def test_who_raised_it_and_from_what_is_recorded(paused, lead):
    plan, _run = paused
    raise_budget(plan=plan, by=lead, budget_usd=Decimal(3))
    event = Event.objects.get(verb="plan.budget")
    assert (event.actor, event.detail) == (lead, {"budget_usd": "3", "before": "1.000000"})


def test_one_that_has_ended_keeps_its_budget(paused, lead):
    plan, _run = paused
    close_plan(plan=plan, by=lead)
    assert not raise_budget(plan=plan, by=lead, budget_usd=Decimal(3))


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
