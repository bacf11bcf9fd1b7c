from dataclasses import replace

import pytest
from django.urls import reverse

from generation.catalogue.registry import RECIPES
from generation.endpoints.simulated import simulated_endpoint
from generation.recipe_book import document_of
from generation.recipes.actions import save_document

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


@pytest.mark.parametrize(
    ("recipe", "setting", "said"),
    [
        ("attrprompt", "lengths", "lengths: “banana” is no length: write words as “30 to 80”."),
        ("logit-suppression", "temperatures", "temperatures: “banana” is no number from 0 to 2"),
    ],
)
def test_nonsense_in_a_text_setting_is_named_by_a_preview_and_a_run(api, project, recipe, setting, said):
    body = {"count": 10, "params": {setting: "banana"}}
    tried = ask(api, f"/api/v1/projects/reviews/recipes/{recipe}/preview", **body)
    started = ask(api, "/api/v1/projects/reviews/runs", recipe=recipe, **body)
    for answer in (tried, started):
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["field"]) == (422, f"params.{setting}")
        assert error["message"].startswith(said)


def test_a_setting_that_names_no_label_keeps_a_run_from_starting(api, project):
    body = {"count": 10, "params": {"unranked": "banana"}}
    tried = ask(api, "/api/v1/projects/reviews/recipes/supergen/preview", **body).json()
    started = ask(api, "/api/v1/projects/reviews/runs", recipe="supergen", **body)
    assert tried["barred"].startswith("Labels without ranking: There is no “banana” here.")
    assert started.status_code == 422
    assert started.json()["errors"][0]["message"] == tried["barred"]
    assert not project.runs.exists()


def test_before_the_set_up_it_says_which_values_are_still_to_be_listed(api, project):
    simulated_endpoint(project)
    shown = ask(api, "/api/v1/projects/reviews/recipes/attrprompt/preview", count=10).json()
    assert [request["step"] for request in shown["setup"]] == ["attributes"]
    row = shown["rows"][0]
    assert row["conditions"]["attribute-1"] == "… (listed in the set-up)"
    assert "Attribute 1: … (listed in the set-up)" in row["requests"][0]["messages"][1]["content"]


RUNS = "/api/v1/projects/reviews/runs"


def refused(api, path: str, **body) -> dict[str, str]:
    """What a preview or a run says of each field."""
    answer = ask(api, path, **({"recipe": "simprompt"} if path == RUNS else {}) | {"count": 10} | body)
    assert answer.status_code == 422
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


@pytest.mark.parametrize("path", [PREVIEW, RUNS])
@pytest.mark.parametrize(
    ("params", "field", "said"),
    [
        ({"temperature": 9}, "params.temperature", "temperature: Enter a number from 0 to 2."),
        ({"top_p": "much"}, "params.top_p", "top_p: Enter a number."),
        ({"temprature": 1}, "params.temprature", "There is no “temprature” here. Did you mean “temperature”?"),
        ({"warmth": 1}, "params.warmth", "There is no “warmth” here. There is: header_tokens, max_tokens, question"),
        ({"question": "sentimnt"}, "params.question", "There is no “sentimnt” here. Did you mean “sentiment”?"),
    ],
)
def test_each_setting_that_does_not_fit_is_the_field_that_is_named(api, project, path, params, field, said):
    simulated_endpoint(project)
    found = refused(api, path, params=params)
    assert list(found) == [field]
    assert said in found[field]
    assert not project.runs.exists()


def test_several_settings_that_do_not_fit_are_several_fields(api, project):
    assert refused(api, PREVIEW, params={"temperature": 9, "top_p": "x"}).keys() == {
        "params.temperature", "params.top_p",
    }  # fmt: skip


def test_a_choice_that_is_misspelt_is_told_with_what_was_meant(api, project):
    path = "/api/v1/projects/reviews/recipes/attrprompt/preview"
    found = refused(api, path, params={"allocator": "unifrom"})
    assert found == {"params.allocator": "allocator: There is no “unifrom” here. Did you mean “uniform”?"}


def test_a_recipe_that_is_misspelt_is_told_with_what_was_meant(api, project):
    assert refused(api, RUNS, recipe="simpromt") == {"recipe": "There is no recipe “simpromt”. Did you mean simprompt?"}
    for path in ("preview", "document"):
        address = f"/api/v1/projects/reviews/recipes/simpromt/{path}"
        answer = ask(api, address) if path == "preview" else api.get(address)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is no recipe “simpromt”. Did you mean simprompt?"


def test_a_recipe_of_the_projects_own_may_be_meant(api, project, lead):
    save_document(project=project, text=document_of(replace(RECIPES["simprompt"], name="pirate")), by=lead)
    assert "Did you mean pirate?" in refused(api, RUNS, recipe="priate")["recipe"]


def test_of_a_recipe_that_is_like_none_all_are_listed(api, project):
    assert "Known: ada-instruct, " in refused(api, RUNS, recipe="qqq")["recipe"]


@pytest.mark.parametrize("name", ["endpoint", "second_endpoint"])
def test_an_endpoint_that_is_misspelt_is_told_with_what_was_meant(api, project, name):
    project.endpoints.create(name="tiny-model", base_url="http://127.0.0.1:9/v1", model="m")
    said = "There is no endpoint called “tinymodel”. Did you mean “tiny-model”?"
    assert refused(api, RUNS, **{"endpoint": "tiny-model", name: "tinymodel"}) == {name: said}


@pytest.fixture
def too_wide(project, lead):
    """A recipe whose setting lets more through than the part that takes it."""
    attrprompt = RECIPES["attrprompt"]
    params = tuple(replace(one, most=100) if one.name == "dimensions" else one for one in attrprompt.params)
    text = document_of(replace(attrprompt, name="mine", params=params))
    return save_document(project=project, text=text, by=lead)


@pytest.mark.parametrize("path", ["/api/v1/projects/reviews/recipes/mine/preview", RUNS])
def test_what_a_part_of_the_recipe_does_not_take_is_the_settings_mistake(api, project, too_wide, path):
    own = {"recipe": "mine"} if path == RUNS else {}
    found = refused(api, path, params={"dimensions": 50, "values": 5}, **own)
    assert found == {"params.dimensions": "dimensions: Enter a number from 1 to 10."}


def test_the_page_says_it_beside_the_setting(project, codebook, signed_in, lead, too_wide):
    simulated_endpoint(project)
    address = reverse("generation:recipe-detail", args=["reviews", "mine"])
    form = signed_in(lead).get(address).context["form"]
    chosen = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    answer = signed_in(lead).post(address, chosen | {"set_dimensions": 50, "do": "start"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"set_dimensions": ["Enter a number from 1 to 10."]}


def test_a_misspelt_budget_is_no_run_without_one(api, project):
    assert "budget" in refused(api, RUNS, budget=1)
    assert not project.runs.exists()


def test_a_mistake_in_a_document_is_named_by_its_path_with_its_line(api, project):
    text = document_of(replace(RECIPES["simprompt"], name="mine")).replace("type: float", "type: flaot", 1)
    answer = ask(api, "/api/v1/projects/reviews/recipes", document=text)
    line = next(number for number, one in enumerate(text.splitlines(), start=1) if "flaot" in one)
    said = f"line {line}, settings.temperature.type: There is no “flaot” here. Did you mean “float”?"
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "document.settings.temperature.type", "message": said}]


def test_a_document_that_is_no_yaml_is_the_field_itself(api, project):
    answer = ask(api, "/api/v1/projects/reviews/recipes", document="name: [")
    assert [error["field"] for error in answer.json()["errors"]] == ["document"]
    assert answer.json()["detail"].startswith("line 1, column 8: This is not plain YAML")


def test_the_schema_says_what_an_error_names(api):
    schema = api.get("/api/v1/openapi.json").json()
    answers = schema["paths"]["/api/v1/projects/{slug}/runs"]["post"]["responses"]
    assert answers["422"]["content"]["application/problem+json"]["schema"]["$ref"] == "#/components/schemas/Problem"
    fields = schema["components"]["schemas"]["FieldProblem"]["properties"]
    assert "`params.temperature`" in fields["field"]["description"]
    assert "probably meant" in fields["message"]["description"]
