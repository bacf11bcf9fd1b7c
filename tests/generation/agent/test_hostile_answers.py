"""What the model says is held against the catalogue; it is asked once more with the reasons, then the lead is told."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from generation.agent.actions.lifecycle import agree, refuse
from generation.models import PlanState, Run
from tests.generation.agent.conftest import last

pytestmark = pytest.mark.django_db(transaction=True)

WANTED = {"least_words": 0, "most_words": 0, "accepted": 0.5, "labels": 1.0, "length": 0.9}
TUNED = {"settings": [], "expected_accepted": 0.8}


def choice(recipe: str, **more) -> dict:
    return {"why": "It fits.", "recipe": recipe, "alternatives": [], "unknown": ["How dull they get."]} | more


def setting(name: str, value: str) -> dict:
    return {"settings": [{"setting": name, "value": value, "why": "Because."}], "expected_accepted": 0.8}


def model(scripted, choices: list, tuned: list | None = None):
    return scripted({"least_words": [WANTED], "recipe": choices, "settings": tuned or [TUNED]})


def told(peer, number: int) -> str:
    return peer.asked[number]["messages"][-1]["content"]


def test_an_unknown_recipe_is_said_back_with_what_was_probably_meant(scripted, plan_at, thought):
    peer = model(scripted, [choice("atrprompt"), choice("attrprompt")])
    plan = thought(plan_at(peer))
    assert "There is no recipe “atrprompt”. Did you mean attrprompt" in told(peer, 2)
    assert (last(plan).data["do"], last(plan).data["recipe"]) == ("pilot", "attrprompt")


def test_a_recipe_that_cannot_run_here_is_said_back_with_what_it_lacks(scripted, plan_at, thought):
    peer = model(scripted, [choice("oss-instruct"), choice("metamath")])
    plan = thought(plan_at(peer))
    assert last(plan).data["do"] == "nothing"
    first, second = last(plan).data["problems"]
    assert first.startswith("The recipe “oss-instruct” cannot run here: This recipe works on samples without a label")
    assert second.startswith("The recipe “metamath” cannot run here: ")
    assert first in told(peer, 2)
    assert plan.calls == 3  # the analyst's, and two at a recipe


def test_what_no_answer_could_be_used_of_is_said_plainly_and_cannot_be_agreed_to(scripted, plan_at, thought, lead):
    plan = thought(plan_at(model(scripted, [choice("my-own-code")])))
    proposal = last(plan).data
    assert (proposal["do"], proposal["recipe"]) == ("nothing", "")
    assert all("There is no recipe “my-own-code”" in problem for problem in proposal["problems"])
    with pytest.raises(ValidationError, match="nothing to agree to"):
        agree(plan=plan, turn=last(plan).number, by=lead)
    assert Run.objects.count() == 0
    refuse(plan=plan, turn=last(plan).number, by=lead, reason="Take simprompt.")
    plan.refresh_from_db()
    assert plan.state == PlanState.THINKING


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("tempature", "1", "There is no setting “tempature”. Did you mean temperature?"),
        ("temperature", "7", "temperature: Enter a number from 0 to 2."),
        ("question", "other", "There is no setting “question”."),
    ],
)
def test_a_setting_that_does_not_fit_is_said_back_and_then_left_out(scripted, plan_at, thought, name, value, said):
    peer = model(scripted, [choice("simprompt")], [setting(name, value)])
    plan = thought(plan_at(peer))
    assert said in told(peer, 3)
    proposal = last(plan).data
    assert (proposal["do"], proposal["recipe"], proposal["settings"]) == ("pilot", "simprompt", {})
    assert said in proposal["problems"][0]


def test_what_may_mislead_is_never_switched_on_by_the_agent(scripted, plan_at, thought):
    plan = thought(plan_at(model(scripted, [choice("alice")], [setting("agreed", "true")])))
    assert last(plan).data["do"] == "nothing"


@pytest.mark.parametrize("said", ["no JSON", "[]", '{"recipe": ["a"]}', '{"recipe": null, "why": 7, "unknown": {}}'])
def test_an_answer_of_another_form_is_no_answer(scripted, plan_at, thought, said):
    plan = thought(plan_at(model(scripted, [said])))
    assert last(plan).data["do"] == "nothing"
    assert len(last(plan).data["problems"]) == 2


def test_markup_and_endless_words_are_kept_as_text_of_bounded_length(scripted, plan_at, thought, signed_in, lead):
    plan = thought(plan_at(model(scripted, [choice("simprompt", why="<script>x</script>" + "long " * 5000)])))
    assert len(last(plan).data["why"]) <= 2000


def test_never_more_requests_than_the_bound(scripted, plan_at, thought, lead):
    peer = model(scripted, [choice("simprompt")])
    plan = plan_at(peer)
    type(plan).objects.filter(pk=plan.pk).update(most_calls=4)
    plan = thought(plan)
    refuse(plan=plan, turn=last(plan).number, by=lead, reason="Another one.")
    plan = thought(plan)
    assert (plan.state, plan.calls, len(peer.asked)) == (PlanState.STUCK, 4, 4)
    assert plan.reason == "All 4 requests that the plan may send have been sent."


def test_never_more_money_than_the_budget(scripted, plan_at, thought):
    peer = model(scripted, [choice("simprompt")])
    plan = thought(plan_at(peer, budget_usd=Decimal("0.012")))
    assert plan.state == PlanState.STUCK
    assert "What is left of the budget does not cover" in plan.reason
    assert plan.cost_usd <= plan.budget_usd
    assert len(peer.asked) == plan.calls
