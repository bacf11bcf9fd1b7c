"""A key that a body does not have is refused with what was probably meant, and nothing is done."""

import pytest

from generation.models import Endpoint, Run
from synthlab.api import api

pytestmark = pytest.mark.django_db
PROJECT = "/api/v1/projects/reviews"
TEXT = [{"name": "text", "type": "text"}]
QUESTION = {"name": "tone", "type": "label", "labels": [{"name": "warm"}, {"name": "cold", "defintion": "x"}]}


@pytest.fixture
def refused(api_client, lead, codebook):
    """The one error of what is sent."""

    def send(path: str, body: dict) -> tuple[str, str]:
        answer = api_client(lead).post(path, body, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), answer.content
        (error,) = answer.json()["errors"]
        return error["field"], error["message"]

    return send


@pytest.mark.parametrize(
    ("path", "body", "field", "meant"),
    [
        ("/runs", {"recipe": "simprompt", "count": 1, "parms": {}}, "parms", "params"),
        ("/runs", {"recipe": "simprompt", "count": 1, "budget": 5}, "budget", "budget_usd"),
        ("/endpoints", {"name": "a", "base_url": "http://a", "model": "m", "api-key": "k"}, "api-key", "api_key"),
        ("/members", {"username": "lena", "role": "lead", "rol": "x"}, "rol", "role"),
        ("/codebooks", {"purpos": "x"}, "purpos", "purpose"),
        ("/codebooks", {"fields": TEXT, "questions": [QUESTION]}, "questions.0.labels.1.defintion", "definition"),
        ("/versions", {"filter": {}}, "filter", "filters"),
        ("/certificate", {"Risk": 0.1}, "Risk", "risk"),
        ("/queue/next", {"steam": "audit"}, "steam", "stream"),
        ("/recipes/simprompt/preview", {"cout": 3}, "cout", "count"),
    ],
)
def test_the_nearest_key_is_named(refused, path, body, field, meant):
    place, message = refused(PROJECT + path, body)
    assert place == field
    assert message == f"There is no “{field.split('.')[-1]}” here. Did you mean “{meant}”?"


def test_a_key_like_no_other_is_told_all_that_there_are(refused):
    field, message = refused("/api/v1/projects/reviews/members", {"username": "a", "role": "lead", "shoe_size": 43})
    assert (field, message) == ("shoe_size", "There is no “shoe_size” here. There is: role, username.")


def test_nothing_is_done(refused):
    refused(f"{PROJECT}/endpoints", {"name": "a", "base_url": "http://a", "model": "m", "price_inn": 3})
    refused(f"{PROJECT}/runs", {"recipe": "simprompt", "count": 1, "parms": {}})
    assert not Endpoint.objects.exists()
    assert not Run.objects.exists()


def test_other_errors_beside_it_keep_their_words(api_client, lead, codebook):
    body = {"recipe": "simprompt", "count": 0, "parms": {}}
    errors = api_client(lead).post(f"{PROJECT}/runs", body, content_type="application/json").json()["errors"]
    told = {error["field"]: error["message"] for error in errors}
    assert told["count"] == "Input should be greater than or equal to 1"
    assert "params" in told["parms"]


def bodies() -> list[tuple[str, dict]]:
    """Each schema that an operation takes as JSON."""
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    schemas = document["components"]["schemas"]
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            named = [one["$ref"] for one in (content, *content.get("anyOf", ())) if "$ref" in one]
            found += [(f"{method} {path}", schemas[name.rpartition("/")[2]]) for name in named]
    return found


def test_no_body_takes_keys_that_it_does_not_know():
    assert len(bodies()) > 15
    open_ones = [where for where, schema in bodies() if schema.get("additionalProperties") is not False]
    assert open_ones == []
