"""The planning agent on a project: pilots are runs, the proposal is a recipe, and nothing else is started."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from generation.catalogue.agent.agent import proposed
from generation.catalogue.agent.transcript import replayed
from generation.catalogue.registry import RECIPES
from generation.models import RecipeDocument, Run
from generation.recipe_book import recipe_for

pytestmark = pytest.mark.django_db(transaction=True)

BRIEF = "Fifty reviews of films, good and bad ones."


def test_it_pilots_and_saves_a_recipe_that_a_person_may_start(project, codebook, simulated, endpoint_at, tmp_path):
    endpoint_at(simulated)
    out, transcript = StringIO(), tmp_path / "transcript.json"
    more = {"budget": "100", "json": True, "transcript": transcript}
    call_command("propose_recipe", project.slug, BRIEF, stdout=out, **more)
    told = json.loads(out.getvalue())
    assert told["pilots"]
    assert Run.objects.count() == len(told["pilots"])
    assert all("pilot_of" in run.setup for run in Run.objects.all())
    saved = recipe_for(project, "proposed")
    assert RecipeDocument.objects.filter(name="proposed").order_by("-number").first().text == told["document"]
    assert saved.name == "proposed"
    was = json.loads(transcript.read_text())
    recipes = {name: RECIPES[name] for name in was["recipes"]}
    script = proposed(was["brief"], was["labels"], recipes, was["budget_usd"])
    assert replayed(script, was["entries"]).document == told["document"]


def test_a_budget_that_is_none_is_refused(project, codebook):
    with pytest.raises(CommandError, match="more than nothing"):
        call_command("propose_recipe", project.slug, BRIEF, budget="0")
