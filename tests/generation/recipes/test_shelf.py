"""The recipes to choose from: where to begin, what runs here now, and what the others lack."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.catalogue.lacking import IN_SHORT, LACKING
from generation.catalogue.registry import GROUPS, RECIPES, STARTS
from generation.endpoints.simulated import simulated_endpoint
from generation.methods.content import content_hash
from generation.models import Origin, Sample
from generation.recipes.lacks import mending_of

LIST = "/projects/reviews/generate/"


@pytest.fixture
def visitor(signed_in, lead, codebook, project):
    simulated_endpoint(project)
    return signed_in(lead)


@pytest.fixture
def read(visitor):
    return lambda query="", **more: visitor.get(LIST + query, **more).content.decode()


def card(html: str, name: str) -> str:
    return re.search(rf'<a class="card" href="{LIST}{name}/">.*?</a>', html, re.DOTALL)[0]


def add_seeds(project, count: int) -> None:
    rows = [{"text": f"seed {number}"} for number in range(count)]
    Sample.objects.bulk_create(
        Sample(
            project=project, fields=fields, content_hash=content_hash(fields), origin=Origin.SEED, reference="positive"
        )
        for fields in rows
    )


def test_a_recipe_that_cannot_run_says_in_short_what_it_lacks(read):
    html = read()
    assert "needs facts" in card(html, "synthie")
    assert "needs seeds with a “leaf”" in card(html, "lab")
    assert "needs unlabelled samples" in card(html, "annotate")
    assert "needs" not in card(html, "attrprompt").split("When:")[0]


def test_what_runs_here_now_comes_first_in_its_group(read):
    group = read().split('id="group-1"')[1].split("</section>")[0]
    lacking = ["tag wait" in one for one in group.split('<a class="card"')[1:]]
    assert lacking == sorted(lacking)
    assert set(lacking) == {False, True}


def test_each_group_has_one_recipe_to_begin_with(read):
    assert [len(STARTS & {one.name for one in recipes}) for recipes in GROUPS.values()] == [1] * len(GROUPS)
    assert "start here" in card(read(), "attrprompt")
    assert "start here" not in card(read(), "zerogen")


def test_nobody_is_told_to_begin_with_what_cannot_run(read):
    assert "start here" not in card(read(), "annotate")


def test_recipes_are_found_by_their_words(read):
    html = read("?q=Taxonomy+leaf")
    assert re.findall(rf'href="{LIST}([^/"]+)/"', html.split('id="recipe-list"')[1]) == ["lab"]
    assert "No recipe fits" in read("?q=nothing+of+that+kind")


def test_a_recipe_is_found_in_the_language_of_the_page(visitor):
    html = visitor.get(LIST, {"q": "taxonomy"}, headers={"Accept-Language": "ko"}).content.decode()
    assert f'href="{LIST}lab/"' in html


def test_what_cannot_run_can_be_left_out(read):
    html = read("?now=on")
    assert f'href="{LIST}attrprompt/"' in html
    assert f'href="{LIST}synthie/"' not in html


def test_the_list_comes_alone_to_who_asks_for_it_alone(read):
    html = read("?q=leaf", headers={"HX-Request": "true"})
    assert "<html" not in html
    assert html.count('id="recipe-list"') == 1


def queries(visitor) -> int:
    with CaptureQueriesContext(connection) as found:
        visitor.get(LIST)
    return len(found)


def test_looking_at_all_recipes_asks_as_little_of_many_seeds_as_of_a_few(visitor, project):
    add_seeds(project, 3)
    visitor.get(LIST)
    few = queries(visitor)
    Sample.objects.all().delete()
    add_seeds(project, 90)
    assert queries(visitor) == few
    assert few <= 30


@pytest.mark.parametrize("lack", [*LACKING, "fields", "settings", "samples", "leaf"])
def test_what_is_lacking_has_a_place_where_it_is_entered(project, lack):
    mending = mending_of(project, lack)
    if lack in ("consent", "settings"):  # a setting of the page itself
        assert mending is None
    else:
        assert mending.url.startswith("/projects/reviews/")
    assert lack == "leaf" or lack in IN_SHORT


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("lab", "import-list", "Import seeds whose metadata has a “leaf”."),
        ("synthie", "knowledge-list", "facts"),
        ("orca", "codebook-edit", "instruction"),
        ("s3", "import-list", "gold samples"),
    ],
)
def test_the_page_of_a_recipe_leads_to_where_what_it_lacks_is_entered(visitor, name, place, said):
    html = visitor.get(f"{LIST}{name}/").content.decode()
    notice = html.split('class="notice bad"')[1].split("</div>\n</div>")[0]
    assert said in notice
    assert f'href="{reverse(f"generation:{place}", args=["reviews"])}"' in notice


def test_every_start_is_a_recipe():
    assert set(RECIPES) >= STARTS
