"""The process that thinks may die at any moment: nothing is asked twice, nothing is lost, no bound is passed."""

import threading

import pytest
from django.db import connections

from generation.agent.actions.asking import set_aside
from generation.agent.actions.lifecycle import agree, try_again
from generation.agent.actions.thinking import think
from generation.agent.doorbell import ring_agent
from generation.agent.sweeps import wake_plans
from generation.children import carry_out_open_jobs
from generation.models import Job, Plan, PlanState, Run, RunState
from generation.runs.actions.lifecycle import cancel_run, pause_run, resume_run
from tests.generation.agent.conftest import last
from tests.generation.agent.test_hostile_answers import choice, model
from tests.generation.runs.processes import Elsewhere, killed_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kills]


class Killed(BaseException):
    """As if the process ended here: nothing catches it."""


@pytest.mark.parametrize("at", ["analyst", "planner", "tuner"])
def test_stored_answers_are_not_asked_for_again(simulated, plan_at, thought, monkeypatch, at):
    plan = plan_at(simulated)

    def die_after(plan_id, reserved, call=None, **more):
        kept = settle(plan_id, reserved, call, **more)
        if call.step.split("/")[1] == at:
            raise Killed
        return kept

    from generation.agent.actions import asking

    settle = asking.settle
    with monkeypatch.context() as patched:
        patched.setattr(asking, "settle", die_after)
        with pytest.raises(Killed):
            think(plan.pk)
    before = simulated.stats()["requests"]
    stored = plan.call_log.count()
    plan = thought(plan)
    assert plan.state == PlanState.ASKS
    assert simulated.stats()["requests"] - before == 3 - stored
    assert plan.calls == plan.call_log.count() == 3


def test_a_request_that_was_cut_off_counts_and_stays_out_of_the_budget(simulated, plan_at, thought):
    plan = plan_at(simulated)
    set_aside(plan.pk, plan.budget_usd / 4)  # sent, and then the process died
    plan = thought(plan)
    assert (plan.state, plan.calls, plan.call_log.count()) == (PlanState.ASKS, 4, 3)
    assert (plan.lost_usd, plan.reserved_usd) == (plan.budget_usd / 4, 0)


@pytest.mark.scaled
@pytest.mark.slow
@pytest.mark.parametrize("answered", [1, 2])
def test_a_killed_process_is_followed_by_another(simulated, plan_at, thought, answered):
    simulated.turn(latency_ms=1000)
    plan = plan_at(simulated)
    thinks = f"from generation.agent.actions.thinking import think\nthink({plan.pk})"
    killed_once(lambda: plan.call_log.count() == answered, Elsewhere(thinks))
    simulated.turn(latency_ms=0)
    plan = thought(plan)
    assert plan.state == PlanState.ASKS
    assert plan.call_log.values("step").distinct().count() == plan.call_log.count() == 3
    assert 3 <= plan.calls <= 4  # the one that was cut off is counted
    assert plan.reserved_usd == 0


def test_two_workers_at_once_say_one_thing(simulated, plan_at, thought):
    """The second one comes while the first waits for the model."""
    plan = plan_at(simulated)
    think(plan.pk)
    think(plan.pk)
    assert [turn.kind for turn in plan.turns.order_by("number")] == ["wanted", "proposal"]


def test_of_two_that_think_at_once_every_answer_is_stored_and_every_cent_is_booked_once(scripted, plan_at, thought):
    """The first one's lease ran out while it waited: the second takes it for dead, and then its answer comes."""
    peer = model(scripted, [choice("simprompt")])
    plan = plan_at(peer)

    def another(_peer) -> None:
        peer.before.clear()
        thread = threading.Thread(target=lambda: (think(plan.pk), connections.close_all()))
        thread.start()
        thread.join()

    peer.before.append(another)
    plan = thought(plan)
    assert [turn.kind for turn in plan.turns.order_by("number")] == ["wanted", "proposal"]
    assert plan.calls == len(peer.asked) == plan.call_log.count() == 4
    assert plan.cost_usd == sum(call.cost_usd for call in plan.call_log.all())
    assert (plan.lost_usd, plan.reserved_usd) == (0, 0)
    late = plan.call_log.exclude(error="").get()
    assert late.step == "1/analyst/1"
    assert "answered already" in late.error


def test_a_pilot_wakes_the_plan_when_it_is_over_and_not_before(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    run = agree(plan=plan, turn=last(plan).number, by=lead)
    assert wake_plans() == 0
    pause_run(run=run, by=lead)
    assert wake_plans() == 0  # a person paused it, and may resume it
    resume_run(run=run, by=lead)
    cancel_run(run=run, by=lead)
    assert wake_plans() == 1
    assert wake_plans() == 0
    carry_out_open_jobs()
    plan.refresh_from_db()
    assert plan.state == PlanState.ASKS
    assert [turn.kind for turn in plan.turns.order_by("number")][-2:] == ["seen", "proposal"]


def test_pilots_that_people_paused_and_forgot_hold_up_no_other_plan(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    run = agree(plan=plan, turn=last(plan).number, by=lead)
    pause_run(run=run, by=lead)
    given_up = {"project": plan.project, "endpoint": plan.endpoint, "state": PlanState.PILOT, "run": run}
    Plan.objects.bulk_create(Plan(goal="g", count=10, budget_usd=5, **given_up) for _ in range(120))
    later = Plan.objects.create(goal="g", count=10, budget_usd=5, **given_up)
    later.run = Run.objects.create(
        project=run.project, recipe=run.recipe, codebook=run.codebook, endpoint=run.endpoint, seed=1, count=10,
        state=RunState.DONE, accepted=10,
    )  # fmt: skip
    later.save()
    assert wake_plans() == 1
    later.refresh_from_db()
    assert later.state == PlanState.THINKING


def test_an_endpoint_that_fails_says_so_and_may_be_tried_again(scripted, simulated, plan_at, thought, lead):
    simulated.turn(rate_400=1)
    plan = thought(plan_at(simulated))
    assert plan.state == PlanState.STUCK
    assert plan.reason
    assert plan.call_log.exclude(error="").count() == 1
    simulated.turn(rate_400=0)
    assert try_again(plan=plan, by=lead)
    assert thought(plan).state == PlanState.ASKS
    assert not try_again(plan=plan, by=lead)


def test_one_that_is_closed_while_the_model_answers_says_nothing_more(scripted, plan_at, thought, lead):
    peer = model(scripted, [choice("simprompt")])
    plan = plan_at(peer)
    peer.before.append(lambda _peer: type(plan).objects.filter(pk=plan.pk).update(state=PlanState.CLOSED))
    peer.before.append(lambda _peer: connections.close_all())
    plan = thought(plan)
    assert (plan.state, plan.turns.count(), plan.call_log.count()) == (PlanState.CLOSED, 0, 1)


def test_a_job_that_is_given_up_says_why(simulated, plan_at, monkeypatch):
    plan = plan_at(simulated)
    job = ring_agent(plan)
    Job.objects.filter(pk=job.pk).update(attempts=4)
    monkeypatch.setattr("generation.agent.actions.thinking.think", lambda pk: 1 / 0)
    carry_out_open_jobs()
    plan.refresh_from_db()
    assert plan.state == PlanState.STUCK
    assert "ZeroDivisionError" in plan.reason
    assert Run.objects.count() == 0


def test_a_pilot_that_was_resumed_before_it_was_read_is_waited_for_again(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    run = agree(plan=plan, turn=last(plan).number, by=lead)
    Run.objects.filter(pk=run.pk).update(state="paused", reason="Hardly anything is accepted.", rejected=40)
    assert wake_plans() == 1
    resume_run(run=run, by=lead)
    assert thought(plan).state == PlanState.PILOT
