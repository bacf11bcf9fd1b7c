"""Endpoints by REST."""

import pytest

from generation.models import Endpoint

pytestmark = pytest.mark.django_db

ENDPOINTS = "/api/v1/projects/reviews/endpoints"
ENDPOINT = {"name": "local", "base_url": "http://127.0.0.1:9/v1", "model": "m", "api_key": "sk-secret-1234"}


@pytest.fixture
def lead_api(api_client, lead, project):
    return api_client(lead)


def post(client, body: dict):
    return client.post(ENDPOINTS, body, content_type="application/json")


def test_an_endpoint_never_shows_its_key_again(lead_api):
    answer = post(lead_api, ENDPOINT)
    assert answer.status_code == 201
    assert answer.json()["has_key"]
    listed = lead_api.get(ENDPOINTS)
    assert b"sk-secret" not in answer.content + listed.content
    assert "sk-secret" not in Endpoint.objects.get().api_key_encrypted


@pytest.mark.parametrize("url", ["http://10.0.0.1/v1", "http://169.254.169.254/latest", "https://[::1]/v1", "ftp://x"])
def test_an_address_on_a_private_network_is_refused_with_the_reason(lead_api, url):
    answer = post(lead_api, ENDPOINT | {"base_url": url})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "base_url"
    assert Endpoint.objects.count() == 0
