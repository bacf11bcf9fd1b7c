"""`propose_recipe` does what the page does: it asks, says what it proposes, and spends on --agree alone."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from generation.agent.actions.thinking import think
from generation.agent.doorbell import ring_agent
from generation.agent.frames import THINK
from generation.agent.talks import ProjectShelf
from generation.management.commands import propose_recipe
from generation.methods.content import content_hash
from generation.models import Event, Job, Origin, Plan, PlanState, Run, Sample

pytestmark = pytest.mark.django_db(transaction=True)

GOAL = "Fifty reviews of films, good and bad ones."


def said(*args, **options) -> str:
    out = StringIO()
    call_command("propose_recipe", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def opened(project, codebook, simulated, endpoint_at) -> Plan:
    endpoint_at(simulated)
    assert "It proposes a pilot of attrprompt" in said(project.slug, GOAL, count=20, budget="5")
    return Plan.objects.get()


def test_it_proposes_and_starts_nothing(opened):
    assert (opened.state, opened.goal, Run.objects.count()) == (PlanState.ASKS, GOAL, 0)


def test_step_by_step_to_the_run(opened, project):
    told = said(project.slug, plan=opened.pk, agree=True, turn=2)
    assert "Accepted of all that was written: " in told
    assert "It proposes the run of attrprompt" in told
    assert Run.objects.count() == 1
    assert f"--plan {opened.pk} --turn 5 --agree" in told
    told = said(project.slug, plan=opened.pk, agree=True, turn=5)
    run = Run.objects.first()
    assert f"Run {run.pk} is done: 20 of 20 accepted." in told
    agreed = Event.objects.filter(verb="plan.agree").order_by("pk")
    assert [(event.actor, event.detail["to"]) for event in agreed] == [(None, "pilot"), (None, "run")]


def test_its_turns_follow_again_from_the_stored_answers_and_nobody_is_asked(opened, project, simulated):
    asked = simulated.stats()["requests"]
    assert "all 2 turns follow again" in said(project.slug, plan=opened.pk, replay=True)
    assert simulated.stats()["requests"] == asked
    proposal = opened.turns.get(kind="proposal")
    proposal.data |= {"recipe": "simprompt"}
    proposal.save(update_fields=["data"])
    with pytest.raises(CommandError, match="Not the same after 1 turns: turn 2 is another one.* how answers are read"):
        said(project.slug, plan=opened.pk, replay=True)
    with pytest.raises(CommandError, match="There is no plan 999"):
        said(project.slug, plan=999, replay=True)


def test_a_replay_says_where_the_project_has_changed_since(opened, project):
    """It is said again with the project as it is now; the stored questions tell what it was."""
    assert "would be put" not in said(project.slug, plan=opened.pk, replay=True)
    fields = {"text": "A seed that came later."}
    known = {"origin": Origin.SEED, "reference": "positive", "content_hash": content_hash(fields)}
    Sample.objects.create(project=project, fields=fields, **known)
    told = said(project.slug, plan=opened.pk, replay=True)
    assert "Question 2/planner/1 would be put in other words now:\n  -The project has: 0 seeds" in told
    assert "  +The project has: 1 seeds" in told
    assert "all 2 turns follow again from what the model answered. The project or its recipes have changed" in told


def test_a_turn_that_does_not_follow_any_more_is_no_mystery_where_the_project_has_changed(opened, project, monkeypatch):
    """The recipe that was proposed cannot run here any more."""
    can = ProjectShelf.why_not
    monkeypatch.setattr(ProjectShelf, "why_not", lambda *of: "Gone." if of[1] == "attrprompt" else can(*of))
    why = "after 1 turns: asks 2/planner/2, which the transcript has not. The project or its recipes have changed since"
    with pytest.raises(CommandError, match=why):
        said(project.slug, plan=opened.pk, replay=True)


def test_a_setting_is_corrected_and_a_proposal_refused(opened, project):
    told = json.loads(said(project.slug, plan=opened.pk, refuse="Not that one.", turn=2, json=True))
    assert told["turns"][-1]["data"]["recipe"] == "simprompt"
    said(project.slug, plan=opened.pk, agree=True, turn=told["proposal"], param=["temperature=0.5"])
    assert Run.objects.get().params["temperature"] == 0.5


def test_where_a_worker_thinks_already_it_waits_for_that_and_asks_nothing_itself(
    project, codebook, simulated, endpoint_at, monkeypatch
):
    endpoint_at(simulated)
    before, waited = simulated.stats()["requests"], []

    def rung(plan) -> None:
        """A worker has taken the job before the command looks."""
        held = {"lease": "a worker", "lease_until": timezone.now() + timedelta(minutes=1)}
        Job.objects.filter(pk=ring_agent(plan).pk).update(**held)

    def worked(seconds: float) -> None:
        waited.append(seconds)
        assert simulated.stats()["requests"] == before
        think(Plan.objects.get().pk)
        Job.objects.filter(task=THINK).update(state=Job.State.DONE, lease="", lease_until=None)

    monkeypatch.setattr(propose_recipe, "ring_agent", rung)
    monkeypatch.setattr(propose_recipe.time, "sleep", worked)
    assert "It proposes a pilot of attrprompt" in said(project.slug, GOAL, count=20, budget="5")
    assert (len(waited), simulated.stats()["requests"]) == (1, before + 3)


def test_what_it_has_thought_no_worker_thinks_again(opened):
    assert not Job.objects.filter(task=THINK, state=Job.State.OPEN).exists()
    assert Job.objects.filter(task=THINK, state=Job.State.DONE).count() == 1


@pytest.mark.parametrize("answer", [{"agree": True}, {"refuse": "Too dear."}])
@pytest.mark.parametrize(("turn", "why"), [(None, "Say which proposal you answer: --turn 2"), (1, "not the last word")])
def test_nobody_answers_a_proposal_that_they_have_not_seen(opened, project, answer, turn, why):
    with pytest.raises(CommandError, match=why):
        said(project.slug, plan=opened.pk, turn=turn, **answer)
    opened.refresh_from_db()
    assert (opened.state, opened.turns.count(), Run.objects.count()) == (PlanState.ASKS, 2, 0)


def test_it_can_be_closed(opened, project):
    assert ": Closed (" in said(project.slug, plan=opened.pk, close=True)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"budget": "0", "count": 5}, "more than 0 and less than 1,000,000 USD"),
        ({"budget": "much", "count": 5}, "write a number of USD"),
        ({}, "Say --count and --budget"),
        ({"plan": 999}, "There is no plan 999"),
    ],
)
def test_what_does_not_fit_is_refused(project, codebook, simulated, endpoint_at, options, why):
    endpoint_at(simulated)
    with pytest.raises(CommandError, match=why):
        said(project.slug, GOAL, **options)
    assert Plan.objects.count() == 0


def test_a_plan_s_budget_is_raised_by_its_number_and_the_budget_alone(opened, project):
    said(project.slug, plan=opened.pk, budget="9")
    opened.refresh_from_db()
    assert (opened.budget_usd, opened.state) == (9, PlanState.ASKS)
    with pytest.raises(CommandError, match="enter more"):
        said(project.slug, plan=opened.pk, budget="4")
