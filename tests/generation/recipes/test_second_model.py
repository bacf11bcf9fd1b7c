"""The second model by page, REST and command line: where a recipe has steps for it, and only there."""

import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from generation.catalogue.registry import RECIPES
from generation.models import Endpoint, Job, Project, Run
from generation.recipes.picture import steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def models(project):
    def add(name, **more):
        return project.endpoints.create(name=name, base_url="http://127.0.0.1:1/v1", model=name, **more)

    return add("weak", price_out=Decimal(1)), add("strong", price_out=Decimal(100))


@pytest.fixture
def theirs(lead):
    project = Project.objects.create(name="Other", slug="other", created_by=lead)
    return Endpoint.objects.create(project=project, name="theirs", base_url="http://127.0.0.1:1/v1", model="m")


@pytest.fixture
def visitor(signed_in, lead, codebook):
    return signed_in(lead)


@pytest.fixture
def lead_api(api_client, lead, codebook):
    return api_client(lead)


def address(name):
    return reverse("generation:recipe-detail", args=["reviews", name])


def values(page, **changes) -> dict:
    """What the page would send as it stands, with changes."""
    form = page.context["form"]
    shown = {field.html_name: field.value() for field in form}
    return {name: value for name, value in shown.items() if value not in (None, False)} | changes


def price(page) -> str:
    return page.content.decode().split("data-price>")[1].split("<")[0]


def post(client, path, body):
    return client.post(f"/api/v1/projects/reviews/{path}", body, content_type="application/json")


def generate(*args) -> str:
    out = io.StringIO()
    call_command("generate", "reviews", *args, stdout=out)
    return out.getvalue()


# -- By page ---------------------------------------------------------------------------------------------------------
def test_the_page_says_what_a_second_model_is_for(visitor, models):
    page = visitor.get(address("camel"))
    said = page.content.decode()
    assert "Second model" in said
    assert "Plays the one who solves; the first one plays the one who instructs." in said
    assert "none: the model above is asked" in said


def test_a_recipe_that_asks_one_model_offers_no_second(visitor, models):
    page = visitor.get(address("simprompt"))
    assert "second_endpoint" not in page.content.decode()


def test_the_price_follows_the_second_model(visitor, models):
    weak, strong = models
    page = visitor.get(address("camel"))
    alone = visitor.post(address("camel"), values(page, endpoint=weak.pk))
    both = visitor.post(address("camel"), values(page, endpoint=weak.pk, second_endpoint=strong.pk))
    dear = visitor.post(address("camel"), values(page, endpoint=strong.pk))
    assert len({price(alone), price(both), price(dear)}) == 3


def test_the_price_of_batches_is_shown_with_what_is_not_in_it(visitor, models):
    page = visitor.get(address("simprompt"))
    live = visitor.post(address("simprompt"), values(page, endpoint=models[1].pk))
    batch = visitor.post(address("simprompt"), values(page, endpoint=models[1].pk, batch="on"))
    assert price(live) != price(batch)
    assert "asked live, at the full price" in batch.content.decode()
    usd = [page.context["trial"].price.usd for page in (live, batch)]
    assert usd[1] == tuple(amount / 2 for amount in usd[0])


def test_the_run_keeps_it_and_begins_again_with_it(visitor, models):
    weak, strong = models
    page = visitor.get(address("camel"))
    visitor.post(address("camel"), values(page, endpoint=weak.pk, second_endpoint=strong.pk, do="start"))
    run = Run.objects.get()
    assert (run.endpoint, run.second) == (weak, strong)
    shown = visitor.get(reverse("generation:run-detail", args=["reviews", run.pk])).content.decode()
    assert "strong: strong" in shown
    again = visitor.get(address("camel") + f"?run={run.pk}")
    assert again.context["form"]["second_endpoint"].value() == strong.pk


def test_asking_once_goes_to_the_model_that_would_be_asked(visitor, models):
    weak, strong = models
    page = visitor.get(address("camel"))
    visitor.post(address("camel"), values(page, endpoint=weak.pk, second_endpoint=strong.pk, do="ask"))
    args = Job.objects.get().args
    assert (args["endpoint"], args["second"]) == (weak.pk, strong.pk)


def test_another_projects_endpoint_is_no_choice(visitor, models, theirs):
    page = visitor.get(address("camel"))
    sent = values(page, endpoint=models[0].pk, second_endpoint=theirs.pk, do="start")
    answer = visitor.post(address("camel"), sent)
    assert answer.status_code == 422
    assert Run.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("camel", "has two sides speak in turn, one of them by the second model"),
        ("orca", "with a second model:"),
        ("s3", "asks the second model: "),
    ],
)
def test_the_picture_says_which_steps_ask_it(name, line):
    assert any(step.strip().startswith(line) for step in steps_of(RECIPES[name]))


def test_a_loop_for_a_second_model_alone_repeats_nothing():
    assert not any("repeats" in step for name in ("orca", "ada-instruct") for step in steps_of(RECIPES[name]))


# -- By REST ---------------------------------------------------------------------------------------------------------
def test_a_run_by_rest_names_its_second_model(lead_api, models):
    body = {"recipe": "camel", "count": 5, "endpoint": "weak", "second_endpoint": "strong"}
    run = post(lead_api, "runs", body).json()
    assert (run["endpoint"], run["second_endpoint"]) == ("weak", "strong")
    alone = post(lead_api, "runs", body | {"second_endpoint": ""}).json()
    assert alone["second_endpoint"] == ""


@pytest.mark.parametrize(("recipe", "name"), [("camel", "theirs"), ("camel", "nobody"), ("simprompt", "strong")])
def test_rest_refuses_what_does_not_fit(lead_api, models, theirs, recipe, name):
    asked = {"count": 5, "endpoint": "weak", "second_endpoint": name}
    for answer in (
        post(lead_api, "runs", asked | {"recipe": recipe}),
        post(lead_api, f"recipes/{recipe}/preview", asked),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "second_endpoint"
    assert Run.objects.count() == 0


def test_the_preview_by_rest_knows_both_prices_and_who_is_asked(lead_api, models):
    asked = {"count": 5, "endpoint": "weak"}
    alone = post(lead_api, "recipes/camel/preview", asked).json()
    both = post(lead_api, "recipes/camel/preview", asked | {"second_endpoint": "strong"}).json()
    batch = post(lead_api, "recipes/camel/preview", asked | {"second_endpoint": "strong", "batch": True}).json()
    assert alone["calls"] == both["calls"]
    assert alone["usd"][1] < both["usd"][1]
    assert batch["usd"][1] == pytest.approx(both["usd"][1] / 2)
    assert {request["model"] for request in both["setup"]} == {"first"}


def test_recipes_say_by_rest_what_a_second_model_is_for(lead_api):
    found = {one["name"]: one["second"] for one in lead_api.get("/api/v1/recipes").json()["items"]}
    assert found["orca"].startswith("The stronger teacher")
    assert found["simprompt"] == ""


# -- By command line -------------------------------------------------------------------------------------------------
def test_a_dry_run_tells_the_price_of_both(codebook, models):
    asked = ("--recipe", "camel", "--count", "5", "--endpoint", "weak", "--dry-run", "--json")
    alone, both, batch = (
        json.loads(generate(*asked, *more))["cost_usd"][1]
        for more in ((), ("--second-endpoint", "strong"), ("--second-endpoint", "strong", "--batch"))
    )
    assert alone < both
    assert batch == pytest.approx(both / 2)


def test_the_command_refuses_an_endpoint_that_there_is_not(codebook, models, theirs):
    with pytest.raises(CommandError, match="There is no endpoint called “theirs”"):
        generate("--recipe", "camel", "--count", "5", "--endpoint", "weak", "--second-endpoint", "theirs")
    assert Run.objects.count() == 0
