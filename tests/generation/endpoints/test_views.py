"""The pages of endpoints."""

from decimal import Decimal

import pytest

from generation.children import carry_out_open_jobs
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Endpoint
from generation.runs.actions.lifecycle import start_run

pytestmark = pytest.mark.django_db


def page(client, path: str):
    return client.get(f"/projects/reviews/{path}")


def test_a_lead_adds_an_endpoint_and_its_key_is_not_in_the_page(signed_in, lead, project):
    client = signed_in(lead)
    values = {
        "name": "local", "base_url": "http://127.0.0.1:9/v1", "model": "m", "api_key": "sk-secret-1234",
        "price_in": "1", "price_out": "2", "concurrency": "4", "timeout_s": "30",
    }  # fmt: skip
    assert client.post("/projects/reviews/endpoints/new/", values).status_code == 302
    endpoint = Endpoint.objects.get()
    for path in ("endpoints/", f"endpoints/{endpoint.pk}/edit/"):
        assert "sk-secret" not in page(client, path).content.decode()


def test_a_private_address_is_refused_in_the_form(signed_in, lead, project):
    values = {
        "name": "x",
        "base_url": "http://10.1.2.3/v1",
        "model": "m",
        "price_in": 0,
        "price_out": 0,
        "concurrency": 4,
        "timeout_s": 9,
    }
    answer = signed_in(lead).post("/projects/reviews/endpoints/new/", values)
    assert answer.status_code == 422
    assert "SYNTHLAB_ALLOWED_LLM_HOSTS" in answer.content.decode()


def test_a_new_address_forgets_the_old_key(signed_in, lead, project):
    client = signed_in(lead)
    values = {
        "name": "x",
        "base_url": "http://127.0.0.1:9/v1",
        "model": "m",
        "api_key": "sk-1",
        "price_in": 0,
        "price_out": 0,
        "concurrency": 4,
        "timeout_s": 9,
    }
    client.post("/projects/reviews/endpoints/new/", values)
    endpoint = Endpoint.objects.get()
    values |= {"api_key": "", "base_url": "http://127.0.0.1:10/v1"}
    client.post(f"/projects/reviews/endpoints/{endpoint.pk}/edit/", values)
    endpoint.refresh_from_db()
    assert endpoint.api_key_encrypted == ""


@pytest.mark.django_db(transaction=True)
def test_a_check_asks_in_the_background_and_says_what_came_of_it(signed_in, lead, project):
    endpoint, client = simulated_endpoint(project), signed_in(lead)
    path = f"/projects/reviews/endpoints/{endpoint.pk}/check/"
    assert "Asking" in client.post(path, headers={"HX-Request": "true"}).content.decode()
    assert carry_out_open_jobs() == 1
    assert "answers in" in client.get(path, headers={"HX-Request": "true"}).content.decode()


def test_what_a_second_model_answered_keeps_its_endpoint(signed_in, lead, project, codebook):
    first, second, other = (
        Endpoint.objects.create(project=project, name=name, base_url="http://127.0.0.1:9/v1", model="m")
        for name in ("first", "second", "other")
    )
    start_run(project=project, recipe="camel", count=1, endpoint=first, second=second, by=lead)
    client = signed_in(lead)
    shown = page(client, "endpoints/").content.decode()
    assert "Remove other" in shown
    assert "Remove first" not in shown
    assert "Remove second" not in shown
    client.post(f"/projects/reviews/endpoints/{second.pk}/delete/")
    assert Endpoint.objects.filter(pk=second.pk).exists()


def test_the_discount_for_batches_stays_where_nobody_says_another(signed_in, lead, project):
    client = signed_in(lead)
    values = {
        "name": "x", "base_url": "http://127.0.0.1:9/v1", "model": "m", "price_in": 1, "price_out": 2, "concurrency": 4,
        "timeout_s": 9,
    }  # fmt: skip
    client.post("/projects/reviews/endpoints/new/", values)
    endpoint = Endpoint.objects.get()
    assert endpoint.batch_discount == Decimal("0.5")
    for given, kept in (({"batch_discount": "0.25"}, "0.25"), ({}, "0.25"), ({"batch_discount": "0"}, "0")):
        client.post(f"/projects/reviews/endpoints/{endpoint.pk}/edit/", values | given)
        endpoint.refresh_from_db()
        assert endpoint.batch_discount == Decimal(kept)
    answer = client.post(f"/projects/reviews/endpoints/{endpoint.pk}/edit/", values | {"batch_discount": "1.5"})
    assert answer.status_code == 422


def test_the_simulated_model_is_offered_until_it_is_there(signed_in, lead, project):
    client, path = signed_in(lead), "/projects/reviews/endpoints/"
    assert "Add the simulated model" in client.get(path).text
    simulated_endpoint(project)
    assert "Add the simulated model" not in client.get(path).text
