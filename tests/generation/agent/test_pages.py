"""Planning with a model in a browser's requests: what is shown, and what a press of a button starts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.agent.actions.lifecycle import close_plan
from generation.catalogue.registry import RECIPES
from generation.children import carry_out_open_jobs
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Job, Plan, PlanState, Run
from tests.generation.agent.conftest import last

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitor(signed_in, lead, codebook):
    return signed_in(lead)


def address(name: str, *args) -> str:
    return reverse(f"generation:{name}", args=["reviews", *args])


def shown(client, plan: Plan) -> str:
    return client.get(address("plan-detail", plan.pk)).content.decode()


def answer(plan: Plan, **more) -> dict:
    """The form as the page shows it: every setting as it is proposed."""
    proposal = last(plan).data
    values = {one.name: proposal["settings"].get(one.name, one.default) for one in RECIPES[proposal["recipe"]].params}
    settings = {f"set_{name}": value for name, value in values.items() if value is not False}
    return {"turn": last(plan).number, "do": "pilot", "budget_usd": "0.25", "count": 40} | settings | more


def test_generate_leads_to_it(visitor, project):
    simulated_endpoint(project)
    assert address("plan-create") in visitor.get(address("run-create")).content.decode()


def test_the_goal_is_the_codebooks_purpose_at_first(visitor, project, codebook):
    simulated_endpoint(project)
    page = visitor.get(address("plan-create")).content.decode()
    assert codebook.purpose in page
    assert "It asks 40 questions at most" in page


def test_without_an_endpoint_it_leads_to_where_one_is_added(visitor, project):
    assert visitor.get(address("plan-create")).url == address("run-create")


def test_asking_is_a_job_and_the_page_waits_for_it(visitor, project):
    endpoint = simulated_endpoint(project)
    sent = {"goal": "Reviews.", "count": 20, "budget_usd": "5", "endpoint": endpoint.pk}
    answered = visitor.post(address("plan-create"), sent)
    plan = Plan.objects.get()
    assert answered.url == address("plan-detail", plan.pk)
    assert Job.objects.filter(task="generation.think_plan", key=str(plan.pk)).exists()
    page = shown(visitor, plan)
    assert "The model is asked" in page
    assert 'hx-trigger="every 2s"' in page
    carry_out_open_jobs()
    page = shown(visitor, plan)
    assert 'hx-trigger="every 2s"' not in page
    assert "It proposes a pilot" in page
    assert '<span class="tag simulated">' in page
    assert "SimPrompt</a>: It varies the texts less evenly here." in page
    assert "What it cannot know yet" in page
    assert "its guess for this recipe; what a pilot has to reach is the least" in page


@pytest.mark.parametrize("broken", [{"goal": ""}, {"count": 0}, {"budget_usd": "0"}, {"endpoint": 9999}])
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_begins(visitor, project, broken):
    endpoint = simulated_endpoint(project)
    sent = {"goal": "Reviews.", "count": 20, "budget_usd": "5", "endpoint": endpoint.pk} | broken
    answered = visitor.post(address("plan-create"), sent)
    assert answered.status_code == 422
    assert "errorlist" in answered.content.decode()
    assert Plan.objects.count() == 0


def test_the_whole_way_to_the_run(visitor, simulated, plan_at, thought, piloted):
    plan = thought(plan_at(simulated))
    assert visitor.post(address("plan-agree", plan.pk), answer(plan)).url == address("plan-detail", plan.pk)
    page = shown(visitor, plan)
    assert "The pilot is under way" in page
    assert "Agreed to the pilot" in page
    assert page.count(f'title="attrprompt">AttrPrompt #{Run.objects.first().pk}</a>') == 2  # its progress, and the word
    plan = piloted(plan)
    page = shown(visitor, plan)
    assert "What the pilot of AttrPrompt showed" in page
    assert "95% interval" in page
    assert "By this pilot 40 samples cost about" in page
    assert "Agree: start the run" in page
    answered = visitor.post(address("plan-agree", plan.pk), answer(plan, do="run", budget_usd="2", count=15))
    run = Run.objects.first()
    assert answered.url == address("run-detail", run.pk)
    assert (run.count, run.budget_usd, run.state) == (15, 2, "planned")
    assert "The run was agreed to" in shown(visitor, plan)


def test_settings_are_corrected_in_the_form(visitor, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    visitor.post(address("plan-agree", plan.pk), answer(plan, set_temperature="0.4"))
    assert Run.objects.get().params["temperature"] == 0.4


def test_enter_in_a_field_looks_and_starts_nothing(visitor, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    page = shown(visitor, plan)
    form = page[page.index(address("plan-agree", plan.pk)) :]
    assert form.index('value="look"') < form.index('value="pilot"')
    answered = visitor.post(address("plan-agree", plan.pk), answer(plan, do="look", set_temperature="0.4"))
    assert answered.status_code == 200
    assert 'value="0.4"' in answered.content.decode()
    assert Run.objects.count() == 0


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"set_temperature": "9"}, "less than or equal to 2"),
        ({"budget_usd": "11"}, "more than the plan has left"),
        ({"budget_usd": ""}, "This field is required."),
        ({"do": "run"}, "A pilot of this recipe comes first"),
        ({"turn": "1"}, "not the last word any more"),
        ({"turn": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_agreed_to_is_said_and_starts_nothing(visitor, simulated, plan_at, thought, broken, said):
    plan = thought(plan_at(simulated))
    answered = visitor.post(address("plan-agree", plan.pk), answer(plan) | broken)
    assert answered.status_code == 422
    assert said in answered.content.decode()
    assert Run.objects.count() == 0


def test_a_refusal_without_a_reason_is_sent_back(visitor, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    answered = visitor.post(address("plan-refuse", plan.pk), {"turn": last(plan).number, "reason": " "})
    assert answered.status_code == 422
    visitor.post(address("plan-refuse", plan.pk), {"turn": last(plan).number, "reason": "No attributes, please."})
    page = shown(visitor, plan)
    assert "No attributes, please." in page
    assert "The model is asked" in page


def test_one_that_is_stuck_says_why_and_can_be_tried_again(visitor, simulated, plan_at, thought):
    simulated.turn(rate_400=1)
    plan = thought(plan_at(simulated))
    page = shown(visitor, plan)
    assert "It cannot go on" in page
    visitor.post(address("plan-again", plan.pk))
    plan.refresh_from_db()
    assert plan.state == PlanState.THINKING


def test_the_budget_of_one_that_waits_is_raised_on_its_page(visitor, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    page = shown(visitor, plan)
    assert "Raise the budget" in page
    assert page.count('id="id_budget_usd"') == page.count('id="raise_budget_usd"') == 1
    refused = visitor.post(address("plan-budget", plan.pk), {"budget_usd": "2"})
    assert refused.status_code == 422
    assert "The budget is $10.00 already" in refused.content.decode()
    visitor.post(address("plan-budget", plan.pk), {"budget_usd": "12.50"})
    assert "of $12.50 at most" in shown(visitor, plan)


def test_every_question_is_shown_with_its_prompt(visitor, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    page = visitor.get(address("plan-questions", plan.pk)).content.decode()
    assert "Which recipe fits" in page
    assert "Recipes that can run here:" in page


def test_an_answer_is_told_in_words_and_can_be_read_as_it_came(visitor, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    page = visitor.get(address("plan-questions", plan.pk)).content.decode()
    assert "<dt>Accepted of all that is written</dt>" in page
    assert "planner/1<" not in page
    assert "The answer as it came" in page
    assert "&quot;recipe&quot;:" in page


def test_viewers_look_and_have_no_buttons(signed_in, viewer, codebook, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    client = signed_in(viewer)
    page = shown(client, plan)
    assert "It proposes a pilot" in page
    assert "plan-agree" not in page
    assert address("plan-agree", plan.pk) not in page
    assert "Waits for a lead" in page
    assert client.post(address("plan-agree", plan.pk), answer(plan)).status_code == 403


def test_markup_of_the_model_is_text(visitor, scripted, plan_at, thought):
    from tests.generation.agent.test_hostile_answers import choice, model

    plan = thought(plan_at(model(scripted, [choice("simprompt", why="<script>x()</script>")])))
    assert "<script>x()" not in shown(visitor, plan)
    assert "&lt;script&gt;x()" in shown(visitor, plan)


def test_a_plan_of_another_project_is_not_found(visitor, simulated, plan_at, lead):
    from generation.models import Membership, Project, Role

    plan = plan_at(simulated)
    other = Project.objects.create(slug="other", name="Other", created_by=lead)
    Membership.objects.create(project=other, user=lead, role=Role.LEAD)
    assert visitor.get(reverse("generation:plan-detail", args=["other", plan.pk])).status_code == 404


def test_the_list_asks_as_much_for_many_plans_as_for_few(visitor, simulated, plan_at, lead):
    for _number in range(2):
        close_plan(plan=plan_at(simulated), by=lead)
    visitor.get(address("plan-list"))
    with CaptureQueriesContext(connection) as few:
        visitor.get(address("plan-list"))
    for _number in range(8):
        plan_at(simulated)
    with CaptureQueriesContext(connection) as many:
        visitor.get(address("plan-list"))
    assert len(many) == len(few)


def test_a_fragment_is_no_page(visitor, simulated, plan_at, thought):
    plan = thought(plan_at(simulated))
    panel = visitor.get(address("plan-panel", plan.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert 'id="plan-panel"' in panel
