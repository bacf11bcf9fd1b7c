"""Plans by REST: the same steps, the same refusals."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.agent.actions.lifecycle import agree
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Plan, Run
from tests.generation.agent.conftest import GOAL, last

pytestmark = pytest.mark.django_db(transaction=True)

PLANS = "/api/v1/projects/reviews/plans"


@pytest.fixture
def api(api_client, lead, codebook):
    return api_client(lead)


def post(api, path: str, headers=None, **payload):
    return api.post(path, payload, content_type="application/json", headers=headers)


def test_a_plan_is_opened_and_waits_for_the_model(api, project):
    simulated_endpoint(project)
    answer = post(api, PLANS, goal=GOAL, count=40, budget_usd=10)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["state"], told["proposal"], told["turns"]) == ("thinking", None, [])
    assert (told["calls"], told["most_calls"], told["simulated"]) == (0, 40, True)
    assert api.get(PLANS).json()["items"][0]["id"] == told["id"]


def test_step_by_step_to_the_run(api, simulated, plan_at, thought, piloted):
    plan = thought(plan_at(simulated))
    told = api.get(f"{PLANS}/{plan.pk}").json()
    assert told["state"] == "asks"
    proposal = told["turns"][-1]
    assert (proposal["number"], proposal["kind"], proposal["data"]["do"]) == (told["proposal"], "proposal", "pilot")
    told = post(api, f"{PLANS}/{plan.pk}/agree", turn=told["proposal"], settings={"temperature": 0.5}).json()
    assert told["state"] == "pilot"
    assert (told["turns"][-1]["by"], told["turns"][-1]["run"]) == ("lena", Run.objects.get().pk)
    piloted(plan)
    told = api.get(f"{PLANS}/{plan.pk}").json()
    assert [turn["kind"] for turn in told["turns"]] == ["wanted", "proposal", "decision", "seen", "proposal"]
    told = post(api, f"{PLANS}/{plan.pk}/agree", turn=told["proposal"], budget_usd=1, count=12).json()
    run = Run.objects.first()
    assert (told["state"], told["run"], run.count, run.budget_usd) == ("agreed", run.pk, 12, 1)
    assert told["spent_usd"] <= told["budget_usd"]


def test_the_same_agreement_sent_again_starts_nothing_twice(api, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    key = {"Idempotency-Key": "agree-1"}
    first = post(api, f"{PLANS}/{plan.pk}/agree", key, turn=last(plan).number)
    again = post(api, f"{PLANS}/{plan.pk}/agree", key, turn=2)
    assert (first.status_code, again.status_code, first.json()) == (202, 202, again.json())
    assert post(api, f"{PLANS}/{plan.pk}/agree", turn=2).status_code == 422
    assert Run.objects.count() == 1


def test_refused_closed_and_not_twice(api, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    assert post(api, f"{PLANS}/{plan.pk}/refuse", turn=last(plan).number, reason="").status_code == 422
    told = post(api, f"{PLANS}/{plan.pk}/refuse", turn=last(plan).number, reason="Too dear.").json()
    assert (told["state"], told["turns"][-1]["data"]["reason"]) == ("thinking", "Too dear.")
    assert post(api, f"{PLANS}/{plan.pk}/again").status_code == 409
    assert post(api, f"{PLANS}/{plan.pk}/close").json()["state"] == "closed"
    assert post(api, f"{PLANS}/{plan.pk}/close").status_code == 409


def test_the_budget_is_raised_and_not_lowered(api, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    told = post(api, f"{PLANS}/{plan.pk}/budget", budget_usd=25).json()
    assert (told["budget_usd"], told["state"]) == (25, "asks")
    assert post(api, f"{PLANS}/{plan.pk}/budget", budget_usd=20).status_code == 422
    post(api, f"{PLANS}/{plan.pk}/close")
    assert post(api, f"{PLANS}/{plan.pk}/budget", budget_usd=30).status_code == 409


def test_a_page_of_plans_asks_the_database_as_often_as_one_plan(api, simulated, plan_at, thought, lead):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(api.get(f"{PLANS}?limit=100").json()["items"]) == Plan.objects.count()
        return len(asked)

    agree(plan=(first := thought(plan_at(simulated))), turn=last(first).number, by=lead)
    queries()  # the first request of a token notes when it was used
    alone = queries()
    for _ in range(4):
        agree(plan=(plan := thought(plan_at(simulated))), turn=last(plan).number, by=lead)
    assert queries() == alone


def test_what_a_run_under_way_may_still_cost_is_promised(api, simulated, plan_at, thought, lead):
    plan = thought(plan_at(simulated))
    run = agree(plan=plan, turn=last(plan).number, by=lead)
    questions = float(plan.cost_usd)
    Run.objects.filter(pk=run.pk).update(budget_usd="0.5", cost_usd="0.125", lost_usd="0.0625")
    plan_at(simulated)  # another, with nothing spent

    def told() -> tuple[float, float, float]:
        other, item = api.get(PLANS).json()["items"]
        assert (other["spent_usd"], other["promised_usd"], other["left_usd"]) == (0, 0, 10)
        names = ("spent_usd", "promised_usd", "left_usd")
        alone = api.get(f"{PLANS}/{plan.pk}").json()
        assert [item[name] for name in names] == [alone[name] for name in names]
        return tuple(item[name] for name in names)

    assert told() == pytest.approx((questions + 0.1875, 0.3125, 9.5 - questions))
    Run.objects.filter(pk=run.pk).update(state="cancelled")
    assert told() == pytest.approx((questions + 0.1875, 0, 9.8125 - questions))
    Run.objects.filter(pk=run.pk).update(state="running", budget_usd=None)
    assert told() == pytest.approx((questions + 0.1875, 0, 9.8125 - questions))


def test_questions_have_their_prompt_answer_and_cost(api, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    items = api.get(f"{PLANS}/{plan.pk}/questions?limit=2").json()
    assert [one["step"] for one in items["items"]] == ["1/analyst/1", "2/planner/1"]
    assert items["items"][1]["cost_usd"] > 0
    assert items["items"][1]["reply"]["answer"]["fields"]["recipe"] == "attrprompt"
    rest = api.get(f"{PLANS}/{plan.pk}/questions?limit=2&cursor={items['next']}").json()
    assert [one["step"] for one in rest["items"]] == ["2/tuner/1"]


@pytest.mark.parametrize(
    "payload",
    [
        {"count": 0, "budget_usd": 5},
        {"count": 5, "budget_usd": 0},
        {"count": 5},
        {"count": 5, "budget_usd": 5, "goal": "x" * 5000},
        {"count": 5, "budget_usd": 5, "endpoint": "none"},
        {"count": 5, "budget_usd": 5, "extra": 1},
    ],
)
def test_what_does_not_fit_is_refused(api, project, payload):
    simulated_endpoint(project)
    answer = post(api, PLANS, **payload)
    assert answer.status_code == 422
    assert Plan.objects.count() == 0


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"turn": 1}, "not the last word any more"),
        ({"turn": 2, "settings": {"tempature": 1}}, "tempature"),
        ({"turn": 2, "budget_usd": 100}, "more than the plan has left"),
        ({"turn": 2, "do": "run"}, "A pilot of this recipe comes first"),
        ({}, "turn"),
    ],
)
def test_what_cannot_be_agreed_to_is_refused_with_the_reason(api, simulated, plan_at, thought, payload, said):
    plan = thought(plan_at(simulated))
    answer = post(api, f"{PLANS}/{plan.pk}/agree", **payload)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Run.objects.count() == 0
