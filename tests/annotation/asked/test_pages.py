"""The page, REST and command line of grades by models."""

from io import StringIO

import pytest
from django.core.management import call_command

from generation.models import Run
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}


@pytest.fixture
def page(project):
    return f"/projects/{project.slug}/grades/"


@pytest.fixture
def said(endpoint):
    return {"dimension": "quality", "which": "chance", "count": 12, "endpoint": endpoint.pk, "budget_usd": "1"}


def test_a_lead_sees_the_price_first_and_then_asks(signed_in, lead, page, samples, said):
    client = signed_in(lead)
    assert "data-price" in client.get(page).content.decode()
    shown = client.post(page, said | {"do": "price"}, headers={"HX-Request": "true"}).content.decode()
    assert shown.lstrip().startswith("<section")
    assert "$" in shown
    assert not Run.objects.exists()
    answer = client.post(page, said | {"do": "start"}, follow=True)
    run = Run.objects.get()
    assert (run.purpose, run.count, run.budget_usd) == ("judge", 12, 1)
    text = answer.content.decode()
    assert "It grades rows" in text
    assert "Again with these settings" not in text
    work_on(run.pk)
    assert "12 / 12" in client.get(page).content.decode()


def test_what_does_not_fit_is_told_beside_its_field(signed_in, lead, page, samples, said):
    answer = signed_in(lead).post(page, said | {"count": 0, "do": "start"})
    assert answer.status_code == 422
    assert not Run.objects.exists()


def test_without_a_model_the_page_says_what_to_do(signed_in, lead, page, samples):
    assert "Connect a model first" in signed_in(lead).get(page).content.decode()


def test_a_viewer_asks_nothing(signed_in, viewer, page, samples, said):
    client = signed_in(viewer)
    assert "data-price" not in client.get(page).content.decode()
    assert client.post(page, said | {"do": "start"}).status_code == 403


def test_the_page_asks_no_more_for_more_rows(signed_in, lead, page, samples, said, django_assert_max_num_queries):
    client = signed_in(lead)
    client.get(page)
    with django_assert_max_num_queries(42):
        client.get(page)


def test_by_rest_it_is_priced_and_asked(api_client, lead, project, samples, endpoint):
    client, there = api_client(lead), f"/api/v1/projects/{project.slug}/grades"
    price = client.get(f"{there}/price?dimension=toxicity&endpoint=peer&count=5").json()
    assert (price["count"], price["calls"][0], price["free"]) == (5, 5, False)
    answer = client.post(there, {"dimension": "toxicity", "endpoint": "peer", "count": 5}, **JSON)
    assert (answer.status_code, answer.json()["count"]) == (202, 5)
    assert client.post(there, {"dimension": "beauty", "endpoint": "peer"}, **JSON).status_code == 422


def test_by_command_it_is_priced_and_asked(project, samples, endpoint):
    out = StringIO()
    call_command("grade", "reviews", "quality", "--endpoint", "peer", "--count", "7", "--price", stdout=out)
    assert out.getvalue().startswith("7 rows, 7 to 8 requests, $")
    assert not Run.objects.exists()
    call_command("grade", "reviews", "quality", "--endpoint", "peer", "--count", "7", stdout=out)
    assert Run.objects.get().params["dimension"] == "quality"
