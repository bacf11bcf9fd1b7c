"""Provenance is complete: each request can be rebuilt from it, and each ingredient leads to all that it went into."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.registry import RECIPES
from generation.models import Call, Ingredient, PlannedRow, Sample
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


@pytest.fixture
def finished(start, endpoint_at, simulated):
    def make(**more):
        run = start(endpoint_at(simulated), **more)
        work_on(run.pk)
        run.refresh_from_db()
        return run

    return make


@pytest.mark.parametrize("recipe", ["simprompt", "attrprompt", "zerogen", "clingen", "roles", "annotate"])
def test_every_request_can_be_rebuilt_from_what_is_stored(finished, project, codebook, recipe, unlabelled):
    run = finished(recipe=recipe, count=6)
    found = [one for row in run.rows.filter(round__gt=0) for one in replay(row)]
    assert len(found) == Call.objects.filter(run=run, row__round__gt=0, error="").count() > 0
    assert [one for one in found if not one.equal] == []


def test_it_is_rebuilt_though_the_recipe_and_the_examples_changed(finished, seeds, recipe_with, monkeypatch):
    run = finished(recipe=recipe_with({"nearest": {"k": 2}}), count=4)
    changed = to_yaml(RECIPES["shown"]).replace("Write one made-up item", "Write two")
    monkeypatch.setitem(RECIPES, "shown", from_yaml(changed))
    assert all(one.equal for row in run.rows.filter(round__gt=0) for one in replay(row))


def test_the_requests_of_a_set_up_can_be_rebuilt_though_its_values_are_there_by_now(finished, project, codebook):
    run = finished(recipe="attrprompt", count=4)
    project.attributes.all().delete()
    found = replay(run.rows.get(round=0))
    assert len(found) > 3
    assert [one for one in found if not one.equal] == []


def test_a_stored_request_that_was_tampered_with_is_found(finished, codebook):
    run = finished(recipe="simprompt", count=2)
    row = run.rows.get(round=1, label="positive")
    PlannedRow.objects.filter(pk=row.pk).update(condition=row.condition | {"labels": {"sentiment": "negative"}})
    equal = {one.label: replay(one)[0].equal for one in run.rows.filter(round=1)}
    assert equal == {"positive": False, "negative": True}


def test_a_value_an_example_and_a_template_lead_to_all_their_samples(
    finished,
    seeds,
    recipe_with,
    signed_in,
    lead,
    django_assert_num_queries,
):
    run = finished(recipe=recipe_with({"nearest": {"k": 2}}), count=6)
    shown = run.samples.first().planned_row.condition["demonstrations"][0]
    with_it = {s.pk for s in run.samples.all() if shown in s.planned_row.condition["demonstrations"]}
    with django_assert_num_queries(1):
        found = set(
            Sample.objects.filter(ingredient_uses__ingredient__name=f"shown:{shown}").values_list("pk", flat=True)
        )
    assert found == with_it != set()
    template = Ingredient.objects.get(name__startswith="template:shown.write@")
    assert template.uses.count() == 6
    address = reverse("annotation:sample-list", args=["reviews"], query={"made_from": f"shown:{shown}"})
    page = signed_in(lead).get(address).content.decode()
    assert all(f"/samples/{pk}/" in page for pk in with_it)
    assert sum(f"/samples/{sample.pk}/" in page for sample in run.samples.all()) == len(with_it)


def test_conditions_are_ingredients(finished, codebook):
    run = finished(recipe="attrprompt", count=10)
    sample = run.samples.first()
    names = set(sample.ingredient_uses.values_list("ingredient__name", flat=True))
    conditions = sample.planned_row.condition["conditions"]
    assert {f"value:{name}={value}" for name, value in conditions} <= names


def test_the_api_finds_them_by_a_value_and_by_a_template(finished, codebook, api_client, lead):
    run = finished(recipe="attrprompt", count=10)
    name, value = run.samples.first().planned_row.condition["conditions"][0]
    drawn = {one.pk for one in run.samples.all() if [name, value] in one.planned_row.condition["conditions"]}

    def found(made_from: str) -> set[int]:
        address = f"/api/v1/projects/reviews/samples?limit=100&made_from={quote(made_from)}"
        return {row["id"] for row in api_client(lead).get(address).json()["items"]}

    assert found(f"value:{name}={value}") == drawn < found(Ingredient.objects.get(name__startswith="template:").name)
    assert found("value:style=of nobody") == set()
