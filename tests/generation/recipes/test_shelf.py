"""The recipes to choose from: where to begin, what runs here now, and what the others lack."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.catalogue.lacking import IN_SHORT, LACKING
from generation.catalogue.registry import FIRST, GROUPS, RECIPES, STARTS
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
    cards = (one.split("</li>")[0] for one in html.split('<li class="card">')[1:])
    return next(one for one in cards if f'<a href="{LIST}{name}/' in one)


def group(html: str, number: int) -> str:
    return html.split(f'id="group-{number}"')[1].split("</details>")[0]


def add_seeds(project, count: int) -> None:
    rows = [{"text": f"seed {number}"} for number in range(count)]
    Sample.objects.bulk_create(
        Sample(
            project=project,
            fields=fields,
            content_hash=content_hash(fields),
            origin=Origin.SEED,
            reference="positive",
            current_label="positive",
        )
        for fields in rows
    )


def test_a_recipe_that_cannot_run_says_in_short_what_it_lacks(read):
    html = read()
    assert "needs facts: at least 1, there: 0" in card(html, "synthie")
    assert "needs seeds with a “leaf”: at least 1, there: 0" in card(html, "lab")
    assert "needs unlabelled samples: at least 1, there: 0" in card(html, "annotate")
    assert "needs seeds: at least 1, there: 0" in card(html, "few-shot")
    assert "needs more seeds of one label: at least 17, there: 0" in card(html, "wanli")
    assert "needs" not in card(html, "attrprompt").split("When:")[0]


def test_what_is_lacking_is_entered_one_link_away(read):
    assert f'href="{reverse("generation:knowledge-list", args=["reviews"])}"' in card(read(), "synthie")


def test_a_field_that_is_lacking_is_named(read):
    assert "“premise”" in card(read(), "clingen-pairs")


def test_seeds_that_do_not_suffice_are_counted(read, project):
    add_seeds(project, 4)
    assert "needs seeds: at least 9, there: 4" in card(read(), "instruction-induction")
    assert "needs more seeds of one label: at least 17, there: 4" in card(read(), "wanli")


def test_a_recipe_that_can_run_with_another_setting_says_which(read, project):
    add_seeds(project, 1)
    html = card(read("?now=on"), "annotate")
    assert "Runs with “Which samples”: Every sample (second opinion)" in html
    assert f'href="{LIST}annotate/?set_which=all"' in html


def test_its_page_is_shown_with_that_setting_and_as_many_as_there_are(visitor, project):
    add_seeds(project, 3)
    page = visitor.get(f"{LIST}annotate/?set_which=all")
    assert page.context["trial"].bar is None
    assert page.context["form"]["set_which"].value() == "all"
    assert page.context["form"]["count"].value() == 3
    barred = visitor.get(f"{LIST}annotate/").content.decode()
    assert f'href="{LIST}annotate/?set_which=all"' in barred


def test_nobody_consents_by_a_link(read, project):
    add_seeds(project, 4)
    html = card(read(), "alice")
    assert "Runs with “I have read the warning”: yes" in html
    assert "set_agreed" not in html


def test_a_group_is_folded_and_says_how_many_of_it_run(read):
    html = read()
    first = group(html, 1)
    runs = sum("wait" not in one for one in first.split('<li class="card">')[1:])
    assert f"{runs} of {len(GROUPS['What each text answers to'])} run here" in first
    assert html.count('<details class="fold shelf"') == len(GROUPS)
    assert " open>" not in html.split('id="recipe-list"')[1].split("<dialog")[0]


def test_what_was_looked_for_is_not_folded(read):
    html = read("?q=leaf")
    assert html.count('<details class="fold shelf"') == html.split("<dialog")[0].count(" open>") > 0


def test_the_first_lines_say_which_recipe_to_begin_with(read, project):
    begin = read().split('id="begin-title"')[1].split("</section>")[0]
    assert f'href="{LIST}attrprompt/"' in begin
    assert "Labels for texts that you have" not in begin  # there are none
    add_seeds(project, 1)
    assert "Labels for texts that you have" in read()
    assert "begin-title" not in read("?q=leaf")


def test_what_runs_here_now_comes_first_in_its_group(read):
    lacking = ['class="wait' in one for one in group(read(), 1).split('<li class="card">')[1:]]
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
    assert re.findall(rf'<h3><a href="{LIST}([^/"]+)/"', html) == ["lab"]
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


@pytest.mark.parametrize("lack", [*LACKING, "fields", "labels", "settings", "leaf"])
def test_what_is_lacking_has_a_place_where_it_is_entered(project, lack):
    mending = mending_of(project, lack)
    if lack in ("consent", "settings"):  # a setting of the page itself
        assert mending is None
    else:
        assert mending.url.startswith("/projects/reviews/")
    assert (lack in IN_SHORT) == (lack in LACKING)


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


def test_the_guide_names_the_same_recipes_to_begin_with():
    guide = Path("docs/users/recipes.md").read_text()
    assert re.findall(r"^\| (.+?) \| (.+?) \(`(.+?)`\) \|$", guide, re.MULTILINE) == [
        (task, RECIPES[name].title, name) for task, name in FIRST
    ]


def test_every_start_is_a_recipe():
    assert set(RECIPES) >= STARTS
