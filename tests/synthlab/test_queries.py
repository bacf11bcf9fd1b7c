"""A key of a query that a read does not take is refused with what was probably meant; nothing is passed over."""

import re

import pytest

from synthlab.api import api

pytestmark = pytest.mark.django_db
PROJECT = "/api/v1/projects/reviews"
#: What stands in the addresses, of the world that every address is asked in.
PLACES = {"{slug}": "reviews", "{name}": "simprompt"}
NEEDED = {
    "codebook": "1",
    "question": "sentiment",
    "format": "jsonl",
    "dimension": "quality",
    "endpoint": "peer",
    "method": "ares",
    "run": "1",
}


@pytest.fixture
def asked(api_client, lead, codebook):
    def ask(path: str):
        return api_client(lead).get(path)

    return ask


def reads() -> list[tuple[str, list[str]]]:
    """The address of each operation that reads, with the keys that it cannot do without."""
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    found = []
    for path, methods in document["paths"].items():
        if "get" in methods:
            told = methods["get"].get("parameters", ())
            found.append((path, [one["name"] for one in told if one["in"] == "query" and one["required"]]))
    return found


@pytest.mark.parametrize(
    ("query", "key", "meant"),
    [
        ("/samples?lable=positive", "lable", "label"),
        ("/samples?label=positive&ordr=-suspicion", "ordr", "order"),
        ("/runs?limt=5", "limt", "limit"),
        ("/members?curser=x", "curser", "cursor"),
        ("/versions?Order=-number", "Order", "order"),
        ("/recipes/simprompt/document?verson=1", "verson", "version"),
    ],
)
def test_the_nearest_key_is_named(asked, query, key, meant):
    answer = asked(PROJECT + query)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["message"]) == (key, f"There is no “{key}” here. Did you mean “{meant}”?")


def test_where_nothing_can_be_asked_for_it_says_so(asked):
    (error,) = asked(f"{PROJECT}/policy?page=2").json()["errors"]
    assert (error["field"], error["message"]) == ("page", "There is no “page” here: nothing can be asked for.")


def test_keys_that_are_known_still_pass(asked):
    assert asked(f"{PROJECT}/samples?label=positive&limit=5&order=-id").status_code == 200
    assert asked("/api/v1/projects?limit=5").status_code == 200


@pytest.mark.parametrize(("path", "needed"), reads())
def test_every_read_refuses_a_key_that_it_does_not_know(asked, path, needed):
    """Also where the row asked for is not there: what was asked is wrong before it is looked for."""
    address = re.sub("{.*?}", lambda place: PLACES.get(place.group(), "1"), path)
    query = "".join(f"{key}={NEEDED[key]}&" for key in needed)
    answer = asked(f"{address}?{query}no-such-key=1")
    assert answer.status_code == 422
    assert "no-such-key" in answer.json()["detail"]
