"""Lists of a project's own recipes cost the same however many versions there are, and read no document."""

import json
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation import recipe_book
from generation.catalogue.registry import RECIPES
from generation.endpoints.simulated import simulated_endpoint
from generation.models import RecipeDocument
from generation.recipe_book import document_of, kept_of, known_names, newest, own_listings, own_recipes, stored_listing
from generation.recipes import actions
from generation.recipes.actions import save_document

pytestmark = pytest.mark.django_db
API = "/api/v1/projects/reviews/recipes"


@pytest.fixture
def save(project, lead):
    def one(name: str, title: str = "Mine") -> RecipeDocument:
        return save_document(
            project=project, text=document_of(replace(RECIPES["attrprompt"], name=name, title=title)), by=lead
        )

    return one


@pytest.fixture
def lists(project, codebook, lead, signed_in, api_client):
    """Each list by its name: asks for it, returns what it says."""
    simulated_endpoint(project)
    page, api = signed_in(lead), api_client(lead)
    return {
        "page": lambda: page.get(reverse("generation:run-create", args=["reviews"])).content.decode(),
        "api": lambda: api.get(API).content.decode(),
    }


def test_a_listing_says_what_the_document_says(save, project):
    save("mine", title="First")
    save("mine", title="Second")
    save("also-mine")
    [also, mine] = own_listings(project)
    assert (also["name"], mine["name"], mine["title"]) == ("also-mine", "mine", "Second")
    assert [also, mine] == json.loads(json.dumps([stored_listing(recipe) for recipe in own_recipes(project)]))


def test_the_newest_version_alone_is_listed_and_the_older_ones_stay(save, project):
    for title in ("First", "Second", "Third"):
        save("mine", title=title)
    assert [(one.number, one.is_newest) for one in RecipeDocument.objects.filter(project=project)] == [
        (3, True), (2, False), (1, False),
    ]  # fmt: skip
    assert known_names(project) == sorted([*RECIPES, "mine"])
    assert newest(project, "mine").number == 3


@pytest.mark.parametrize("name", ["page", "api"])
def test_more_recipes_and_versions_ask_no_more_and_are_not_read(
    name, lists, save, monkeypatch, django_assert_num_queries
):
    save("mine")
    monkeypatch.setattr(recipe_book, "from_yaml", lambda text: pytest.fail("a list has read a document"))
    recipe_book._parsed.cache_clear()
    lists[name]()
    with CaptureQueriesContext(connection) as few:
        lists[name]()
    for number in range(6):
        save(f"mine-{number}", title=f"Title {number}")
        save(f"mine-{number}", title=f"Newer title {number}")
    with django_assert_num_queries(len(few)):
        shown = lists[name]()
    assert "Newer title 5" in shown
    assert '"Title 5"' not in shown
    assert ">Title 5<" not in shown


def test_one_that_was_kept_without_what_is_judged_is_read_from_its_document(save, lists):
    saved = save("mine")
    RecipeDocument.objects.filter(pk=saved.pk).update(listing={"name": "mine", "title": "Of an earlier day"})
    shown = lists["page"]()
    assert "cannot be read any more" not in card(shown, "mine")
    assert "1 of 1 runs here" in shown


def test_a_project_has_so_many_of_its_own_that_a_list_can_show_them(save, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OWN", 2)
    save("one")
    save("two")
    with pytest.raises(ValidationError, match="at most 2 recipes of its own"):
        save("three")
    assert save("two", title="A new version").number == 2


@pytest.mark.parametrize("name", RECIPES)
def test_what_is_kept_beside_a_document_is_the_recipe(name):
    kept = json.loads(json.dumps(stored_listing(RECIPES[name])))
    assert kept_of(kept) == RECIPES[name] or kept_of(kept).fingerprint() == RECIPES[name].fingerprint()


def card(html: str, name: str) -> str:
    return html.split(f'href="/projects/reviews/generate/{name}/')[1].split("</li>")[0]


def test_ones_own_are_judged_like_the_built_in_ones(lists, project, lead):
    for name in ("annotate", "attrprompt", "synthie"):
        text = document_of(replace(RECIPES[name], name=f"{name}-copy"))
        save_document(project=project, text=text, by=lead)
    html = lists["page"]()
    assert "needs unlabelled samples: at least 1, there: 0" in card(html, "annotate-copy")
    assert "needs facts: at least 1, there: 0" in card(html, "synthie-copy")
    assert "needs" not in card(html, "attrprompt-copy")
    own = html.split('id="group-1"')[1].split("</details>")[0]
    assert "1 of 3 run here" in own


def test_ones_own_that_cannot_be_read_any_more_says_so(lists, save, project):
    save("mine")
    listing = {"name": "mine", "title": "Mine", "purpose": "generate"}
    RecipeDocument.objects.update(listing=listing, text="plan: compose")
    assert "It cannot be read any more" in card(lists["page"](), "mine")
