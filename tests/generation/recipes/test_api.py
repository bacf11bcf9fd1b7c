import pytest

from generation.catalogue.registry import RECIPES
from generation.endpoints.simulated import simulated_endpoint

PREVIEW = "/api/v1/projects/reviews/recipes/simprompt/preview"


@pytest.fixture
def api(api_client, lead, codebook):
    return api_client(lead)


def ask(api, path: str = PREVIEW, **payload):
    return api.post(path, payload, content_type="application/json")


def test_it_lists_every_recipe_with_its_settings(api):
    items = api.get("/api/v1/recipes").json()["items"]
    assert [item["name"] for item in items] == list(RECIPES)
    allocator = next(param for param in items[0]["params"] if param["name"] == "allocator")
    assert (allocator["default"], allocator["choices"]) == ("deficit_greedy", ["deficit_greedy", "uniform"])


def test_it_shows_the_first_request_and_the_price(api, project):
    simulated_endpoint(project)
    shown = ask(api, count=10, seed=3).json()
    assert shown["calls"] == [10, 10]
    assert shown["usd"] == [0, 0]
    label = shown["rows"][0]["labels"]["sentiment"]
    assert shown["rows"][0]["requests"][0]["messages"][1]["content"].endswith(f"Label: {label}")


def test_without_an_endpoint_it_is_the_simulated_models_as_a_run_would_be(api, project):
    shown = ask(api, count=10, seed=3)
    started = ask(api, "/api/v1/projects/reviews/runs", recipe="simprompt", count=10)
    assert (shown.status_code, started.status_code) == (200, 202)
    assert [endpoint.simulated for endpoint in project.endpoints.all()] == [True]


@pytest.mark.parametrize("path", [PREVIEW, "/api/v1/projects/reviews/runs"])
def test_an_endpoint_that_there_is_not_is_said_in_the_same_words_by_a_preview_and_a_run(api, project, path):
    body = {"count": 10} | ({} if path == PREVIEW else {"recipe": "simprompt"})
    unknown = ask(api, path, endpoint="no such", **body)
    simulated_endpoint(project)
    project.endpoints.create(name="another", base_url="http://127.0.0.1:9/v1", model="m")
    several = ask(api, path, **body)
    assert [answer.json()["errors"] for answer in (unknown, several)] == [
        [{"field": "endpoint", "message": "There is no endpoint called “no such”."}],
        [{"field": "endpoint", "message": "The project has several endpoints: name one."}],
    ]


def test_before_the_set_up_it_says_which_values_are_still_to_be_listed(api, project):
    simulated_endpoint(project)
    shown = ask(api, "/api/v1/projects/reviews/recipes/attrprompt/preview", count=10).json()
    assert [request["step"] for request in shown["setup"]] == ["attributes"]
    row = shown["rows"][0]
    assert row["conditions"]["attribute-1"] == "… (listed in the set-up)"
    assert "Attribute 1: … (listed in the set-up)" in row["requests"][0]["messages"][1]["content"]


def test_it_names_settings_that_do_not_fit(api, project):
    simulated_endpoint(project)
    answer = ask(api, params={"temperature": 9})
    assert answer.status_code == 422
    assert "temperature: Enter a number from 0 to 2." in answer.json()["detail"]


def test_it_names_a_question_that_is_not_there(api, project):
    simulated_endpoint(project)
    assert "no question of that name" in ask(api, params={"question": "mood"}).json()["detail"]


def test_an_unknown_recipe_is_not_found(api):
    assert ask(api, "/api/v1/projects/reviews/recipes/none/preview").status_code == 404
