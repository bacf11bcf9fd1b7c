"""What a lead has to decide stands in the first group of settings; what can stay as it is, is folded."""

import pytest
from django.urls import reverse

from generation.catalogue.registry import RECIPES
from generation.endpoints.simulated import simulated_endpoint
from generation.recipes.forms import MAIN

pytestmark = pytest.mark.django_db
DECISIVE = [
    ("alice", "agreed"),
    ("annotate", "which"),
    ("clingen", "facts"),
    ("coannotating", "people"),
    ("explore-instruct", "about"),
    ("knowledge-grounded", "type"),
    ("symgen", "schema"),
    ("textbooks", "audiences"),
    ("tool-verified", "verified_label"),
    ("ultrachat-material", "wishes"),
]


@pytest.fixture
def shown(project, codebook, lead, signed_in):
    simulated_endpoint(project)
    client = signed_in(lead)

    def of(recipe: str) -> tuple[set[str], set[str]]:
        form = client.get(reverse("generation:recipe-detail", args=["reviews", recipe])).context["form"]
        return tuple({field.name.removeprefix("set_") for field in part} for part in (form.main(), form.more()))

    return of


@pytest.mark.parametrize(("recipe", "setting"), DECISIVE)
def test_what_only_a_lead_can_decide_is_shown_at_once(shown, recipe, setting):
    main, more = shown(recipe)
    assert setting in main
    assert "temperature" not in main
    assert not main & more


def test_which_field_takes_which_part_is_asked_where_there_are_several(shown, codebook):
    assert "fields" in shown("explore-instruct")[1]
    codebook.fields = [*codebook.fields, {"name": "title", "title": "Title", "type": "text"}]
    codebook.save(update_fields=["fields"])
    assert "fields" in shown("explore-instruct")[0]


def test_what_is_shown_at_once_are_settings_that_there_are():
    assert {param.name for recipe in RECIPES.values() for param in recipe.params} >= MAIN
