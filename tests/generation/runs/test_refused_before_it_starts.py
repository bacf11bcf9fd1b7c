"""What keeps a run from starting is one rule, by every door, and all that does not fit is said at once."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint
from generation.models import Origin, Run, Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

LABELLING = ["vote-k", "label-by-vote", "kate", "annotate"]
NONE_THERE = "Needed: 1; there: 0."
SEVERAL = "The project has several endpoints: name one."


@pytest.fixture
def api(api_client, lead, codebook):
    client = api_client(lead)

    def post(path: str, **body):
        return client.post(f"/api/v1/projects/reviews/{path}", body, content_type="application/json")

    return post


@pytest.fixture
def labelled_seeds(seeds):
    """Seeds as an import leaves them: the reference is the current label, so nobody is to label them."""
    Sample.objects.filter(pk__in=seeds).update(current_label=F("reference"))


@pytest.fixture
def two_endpoints(project):
    simulated_endpoint(project)
    project.endpoints.create(name="another", base_url="http://127.0.0.1:9/v1", model="m")


def said_of(answer) -> dict[str, str]:
    assert answer.status_code == 422
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


@pytest.mark.parametrize("recipe", LABELLING)
def test_with_nothing_to_label_no_run_begins_and_every_door_says_what_the_page_says(
    api, project, lead, signed_in, labelled_seeds, start, recipe
):
    endpoint = simulated_endpoint(project)
    page = signed_in(lead).get(reverse("generation:recipe-detail", args=["reviews", recipe]))
    told = page.context["trial"].bar.text
    assert NONE_THERE in told
    assert said_of(api("runs", recipe=recipe, count=3)) == {"recipe": told}
    assert api(f"recipes/{recipe}/preview", count=3).json()["barred"] == told
    with pytest.raises(CommandError, match=NONE_THERE):
        call_command("generate", "reviews", recipe=recipe, count=3)
    with pytest.raises(ValidationError, match=NONE_THERE):
        start(endpoint, recipe=recipe, count=3)
    assert Run.objects.count() == 0


@pytest.mark.parametrize("recipe", LABELLING)
def test_with_one_text_to_label_it_begins(api, project, labelled_seeds, recipe):
    add_samples(project, 1, label="", origin=Origin.UNLABELLED)
    assert api(f"recipes/{recipe}/preview", count=3).json()["barred"] == ""
    assert api("runs", recipe=recipe, count=3).status_code == 202


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"recipe": "simpromt"}, "recipe"),
        ({"params": {"temprature": 1}}, "params.temprature"),
        ({"params": {"temperature": "hot"}}, "params.temperature"),
        ({"budget_usd": "0.00001"}, "budget_usd"),
        ({"recipe": "annotate"}, "recipe"),
        ({"second_endpoint": "nobody"}, "second_endpoint"),
    ],
)
def test_the_endpoint_that_is_not_named_hides_no_other_mistake(api, two_endpoints, body, field):
    said = said_of(api("runs", **({"recipe": "simprompt", "count": 3} | body)))
    assert said.keys() == {"endpoint", field}
    assert said["endpoint"] == SEVERAL


def test_several_mistakes_are_said_together(api, two_endpoints):
    said = said_of(api("runs", recipe="simprompt", count=3, budget_usd="0.00001", params={"temprature": 1}))
    assert said.keys() == {"endpoint", "budget_usd", "params.temprature"}
    said = said_of(api("runs", recipe="simpromt", count=3, budget_usd="0.00001", endpoint="another"))
    assert said.keys() == {"recipe", "budget_usd"}


def test_so_does_a_preview(api, two_endpoints):
    said = said_of(api("recipes/simprompt/preview", params={"temprature": 1}, second_endpoint="nobody"))
    assert said.keys() == {"endpoint", "second_endpoint", "params.temprature"}


@pytest.mark.parametrize("more", [{}, {"dry_run": True}])
def test_so_does_the_command_line(project, codebook, two_endpoints, more):
    with pytest.raises(CommandError) as refused:
        call_command("generate", "reviews", recipe="simprompt", count=3, param=["temprature=1"], **more)
    assert SEVERAL in str(refused.value)
    assert "temprature" in str(refused.value)
