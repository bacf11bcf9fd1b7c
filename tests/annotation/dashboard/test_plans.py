"""A plan that waits for a lead says so on the project's home."""

import pytest
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint
from generation.models import Plan, PlanState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(project, codebook, lead) -> Plan:
    endpoint = simulated_endpoint(project)
    return Plan.objects.create(
        project=project, endpoint=endpoint, goal="Reviews.", count=20, budget_usd=5, state=PlanState.ASKS,
        created_by=lead,
    )  # fmt: skip


def home(client) -> str:
    return client.get(reverse("annotation:dashboard", args=["reviews"])).content.decode()


def test_a_proposal_that_waits_for_an_answer_is_a_next_step(signed_in, lead, plan):
    page = home(signed_in(lead))
    assert "A plan waits for you" in page
    assert reverse("generation:plan-detail", args=["reviews", plan.pk]) in page


@pytest.mark.parametrize("state", [PlanState.THINKING, PlanState.AGREED, PlanState.CLOSED])
def test_one_that_waits_for_nobody_is_none(signed_in, lead, plan, state):
    Plan.objects.filter(pk=plan.pk).update(state=state)
    assert "A plan waits for you" not in home(signed_in(lead))


def test_only_a_lead_is_told(signed_in, viewer, annotator, plan):
    assert "A plan waits for you" not in home(signed_in(viewer))
    assert "A plan waits for you" not in home(signed_in(annotator))
