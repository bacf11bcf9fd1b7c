"""A plan from its goal to its run, on the simulated model over HTTP: each step waits for a person."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from generation.agent.actions.lifecycle import agree, close_plan, open_plan, refuse
from generation.agent.actions.replay import replay_plan
from generation.models import Event, Plan, PlanState, Run
from generation.plan_budgets import left, used
from tests.generation.agent.conftest import GOAL, last

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_proposes_a_pilot_and_starts_nothing(simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    assert (plan.state, last(plan).kind) == (PlanState.ASKS, "proposal")
    proposal = last(plan).data
    assert (proposal["do"], proposal["recipe"]) == ("pilot", "attrprompt")
    assert proposal["why"]
    assert proposal["alternatives"]
    assert proposal["unknown"]
    low, high = proposal["whole"]["usd"]
    assert 0 < low <= high
    assert Run.objects.count() == 0


def test_each_question_is_stored_with_its_prompt_and_cost(simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    calls = list(plan.call_log.order_by("pk"))
    assert [call.step for call in calls] == ["1/analyst/1", "2/planner/1", "2/tuner/1"]
    assert GOAL in calls[1].request["messages"][-1]["content"]
    assert all(call.cost_usd > 0 and call.reply["answer"]["fields"] and call.request_hash for call in calls)
    assert plan.cost_usd == sum(call.cost_usd for call in calls)
    assert (plan.calls, plan.reserved_usd) == (3, 0)


def test_the_pilot_starts_by_agreement_alone_and_is_read_in_words_and_figures(
    simulated, plan_at, thought, piloted, lead
):
    plan = thought(plan_at(simulated))
    run = agree(plan=plan, turn=last(plan).number, by=lead)
    assert (run.setup["pilot_of"], run.count, run.budget_usd) == (40, 10, Decimal("0.50"))
    plan = piloted(plan)
    seen, proposal = (turn.data for turn in plan.turns.order_by("-number")[:2][::-1])
    assert seen["accepted"] == 10
    assert seen["shares"]["accepted"] == seen["accepted"] / seen["tried"]
    assert seen["cost_usd"] == float(Run.objects.get(pk=run.pk).cost_usd)
    assert "texts were accepted" in proposal["said"]
    assert (proposal["do"], plan.state) == ("run", PlanState.ASKS)
    assert Run.objects.count() == 1


def test_the_run_starts_with_what_is_left_and_every_step_is_in_the_audit_log(
    simulated, plan_at, thought, piloted, lead
):
    plan = thought(plan_at(simulated))
    agree(plan=plan, turn=last(plan).number, by=lead)
    plan = piloted(plan)
    before = left(plan)
    run = agree(plan=plan, turn=last(plan).number, by=lead)
    plan.refresh_from_db()
    assert (plan.state, plan.run_id, run.count) == (PlanState.AGREED, run.pk, 40)
    assert run.budget_usd == before.quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    assert used(plan).together <= plan.budget_usd
    said = Event.objects.filter(verb__startswith="plan.").order_by("pk")
    assert [event.verb for event in said] == ["plan.open", "plan.agree", "plan.agree"]
    assert said[2].actor == lead
    assert said[2].detail == {
        "to": "run", "recipe": "attrprompt", "count": 40, "budget_usd": str(run.budget_usd), "run": run.pk,
    }  # fmt: skip


def test_a_refusal_is_told_to_the_model_which_proposes_another(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    refuse(plan=plan, turn=last(plan).number, by=lead, reason="Attributes tell us nothing here.")
    plan = thought(plan)
    assert last(plan).data["recipe"] == "simprompt"
    asked = plan.call_log.get(step="4/planner/1").request["messages"][-1]["content"]
    assert "Attributes tell us nothing here." in asked


def test_settings_can_be_corrected_before_it_is_agreed_to(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    run = agree(plan=plan, turn=last(plan).number, by=lead, settings={"temperature": 0.3}, budget_usd=Decimal("0.2"))
    assert (run.params["temperature"], run.budget_usd) == (0.3, Decimal("0.2"))
    assert last(plan).data["settings"] == {"temperature": 0.3}


def test_a_correction_that_does_not_fit_changes_nothing(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    with pytest.raises(ValidationError, match="from 0 to 2"):
        agree(plan=plan, turn=last(plan).number, by=lead, settings={"temperature": 9})
    with pytest.raises(ValidationError, match="more than the plan has left"):
        agree(plan=plan, turn=last(plan).number, by=lead, budget_usd=Decimal(11))
    with pytest.raises(ValidationError, match="A pilot of this recipe comes first"):
        agree(plan=plan, turn=last(plan).number, by=lead, do="run")
    plan.refresh_from_db()
    assert (plan.state, Run.objects.count(), plan.turns.count()) == (PlanState.ASKS, 0, 2)


def test_agreeing_twice_starts_one_pilot(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    turn = last(plan).number
    agree(plan=plan, turn=turn, by=lead)
    with pytest.raises(ValidationError, match="not the last word any more"):
        agree(plan=plan, turn=turn, by=lead)
    assert Run.objects.count() == 1


def test_agreement_is_to_the_proposal_that_was_looked_at(simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    looked_at = last(plan).number
    refuse(plan=plan, turn=looked_at, by=lead, reason="Too dear.")
    plan = thought(plan)
    with pytest.raises(ValidationError, match="not the last word any more"):
        agree(plan=plan, turn=looked_at, by=lead)


def test_a_closed_plan_asks_nothing_more_and_keeps_what_was_said(simulated, plan_at, thought, lead):
    plan = plan_at(simulated)
    assert close_plan(plan=plan, by=lead)
    plan = thought(plan)
    assert (plan.state, plan.calls) == (PlanState.CLOSED, 0)
    assert not close_plan(plan=plan, by=lead)


def test_without_a_codebook_there_is_nothing_to_plan(project, lead, simulated, endpoint_at):
    with pytest.raises(ValidationError, match="Publish a codebook first"):
        open_plan(project=project, goal=GOAL, count=5, budget_usd=Decimal(1), endpoint=endpoint_at(simulated), by=lead)


def test_the_goal_is_the_codebooks_purpose_unless_said(simulated, plan_at, codebook):
    assert plan_at(simulated, goal="").goal == codebook.purpose


def test_the_transcript_replays_to_the_same_proposals_and_asks_nobody(simulated, plan_at, thought, piloted, lead):
    plan = thought(plan_at(simulated))
    agree(plan=plan, turn=last(plan).number, by=lead)
    plan = piloted(plan)
    asked = simulated.stats()["requests"]
    found = replay_plan(plan)
    assert found.turns == Plan.objects.get(pk=plan.pk).turns.count() == 5
    assert (found.differs, found.changed) == ("", {})  # each question would be put as it was sent
    assert simulated.stats()["requests"] == asked
