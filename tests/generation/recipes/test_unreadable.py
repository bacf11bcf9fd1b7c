"""A stored recipe that this version cannot read says so, and spoils nothing beside it."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from generation.catalogue.registry import RECIPES
from generation.endpoints.simulated import simulated_endpoint
from generation.models import RecipeDocument, Run
from generation.recipe_book import document_of, own_recipes
from generation.recipes.actions import save_document

pytestmark = pytest.mark.django_db
SAID = "This SynthLab cannot read the stored recipe"


@pytest.fixture
def old(project, lead) -> RecipeDocument:
    """A document whose plan is called what another version called it."""
    text = document_of(replace(RECIPES["simprompt"], name="mine"))
    saved = save_document(project=project, text=text, by=lead)
    RecipeDocument.objects.filter(pk=saved.pk).update(text=text.replace("plan: write", "plan: compose"))
    saved.refresh_from_db()
    assert "compose" in saved.text
    return saved


@pytest.fixture
def visitor(signed_in, lead, codebook, project):
    simulated_endpoint(project)
    return signed_in(lead)


def address(name: str, *args, **query) -> str:
    return reverse(f"generation:{name}", args=["reviews", *args], query=query or None)


def test_the_list_shows_it_with_the_others(visitor, old):
    page = visitor.get(address("run-create"))
    assert page.status_code == 200
    assert address("recipe-detail", "mine") in page.text


def test_its_page_leads_to_its_document_with_what_is_wrong(visitor, old):
    page = visitor.get(address("recipe-detail", "mine"), follow=True)
    assert page.redirect_chain[-1][0] == address("recipe-update", "mine")
    assert SAID in page.text
    assert "compose" in page.text
    assert "Not saved" not in page.text


def test_what_is_read_shows_no_problem_in_the_editor(visitor, project, lead):
    save_document(project=project, text=document_of(replace(RECIPES["simprompt"], name="mine")), by=lead)
    assert SAID not in visitor.get(address("recipe-update", "mine")).text


def test_a_copy_begins_with_mending_it(visitor, old):
    assert visitor.get(address("recipe-create", of="mine")).url == address("recipe-update", "mine")


def test_its_document_can_be_kept_by_page_rest_and_command(visitor, api_client, lead, old):
    assert visitor.get(address("recipe-document", "mine")).text == old.text
    told = api_client(lead).get("/api/v1/projects/reviews/recipes/mine/document").json()
    assert (told["document"], told["version"]) == (old.text, 1)
    out = StringIO()
    call_command("recipe", "reviews", "--show", "mine", stdout=out)
    assert out.getvalue().strip() == old.text.strip()


@pytest.mark.parametrize(
    ("path", "sent"), [("recipes/mine/preview", {"count": 3}), ("runs", {"recipe": "mine", "count": 3})]
)
def test_rest_refuses_to_run_it_with_the_reason(visitor, api_client, lead, old, path, sent):
    answer = api_client(lead).post(f"/api/v1/projects/reviews/{path}", sent, content_type="application/json")
    assert answer.status_code == 422
    assert SAID in answer.text


def test_a_model_that_plans_is_not_offered_it(project, old):
    assert own_recipes(project) == []


def test_a_run_of_it_shows_its_settings_by_their_names(visitor, project, codebook, lead, old):
    run = Run.objects.create(
        project=project, recipe="mine", codebook=codebook, endpoint=project.endpoints.get(), seed=1, count=3,
        created_by=lead, params={"temperature": 0.5}, setup={"document": old.text}, state="done",
    )  # fmt: skip
    page = visitor.get(address("run-detail", run.pk))
    assert page.status_code == 200
    assert "<dt>temperature</dt><dd>0.5</dd>" in page.text
