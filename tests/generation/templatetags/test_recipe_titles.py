"""Pages call a recipe by the name that people read; its id is for programs."""

import pytest
from django.utils.translation import override

from generation.catalogue.document import to_yaml
from generation.catalogue.registry import RECIPES
from generation.models import RecipeDocument
from generation.templatetags.recipe_titles import recipe_title

pytestmark = pytest.mark.django_db


def test_a_built_in_one_by_its_title_in_the_pages_language(project):
    assert recipe_title("few-shot", project) == RECIPES["few-shot"].title
    with override("ko"):
        assert recipe_title("few-shot", project) not in ("few-shot", RECIPES["few-shot"].title)


def test_an_own_one_by_its_newest_title_which_no_document_is_read_for(project, django_assert_num_queries):
    for number, title in ((1, "Ours"), (2, "Ours, anew")):
        text = to_yaml(RECIPES["zerogen"])
        own = {"project": project, "name": "ours", "number": number, "text": text, "listing": {"title": title}}
        RecipeDocument.objects.create(**own, is_newest=number == 2)
    with django_assert_num_queries(1):
        assert recipe_title("ours", project) == "Ours, anew"


def test_one_that_is_gone_by_its_id(project):
    assert recipe_title("of-old", project) == "of-old"
