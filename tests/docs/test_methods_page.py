"""The page of methods has a row for each recipe, and says of each what its documents say."""

import re

import pytest
from django.conf import settings

from generation.catalogue.registry import RECIPES

PAGE = (settings.BASE_DIR / "docs" / "methods.md").read_text()
TABLE = PAGE.split("## Writing and labelling by language models")[1].split("\n## ")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")] for line in TABLE.splitlines() if line.startswith("| `")
]
OF = {row[0].strip("` "): row for row in ROWS}
EVERY = pytest.mark.parametrize("name", RECIPES)


def test_every_recipe_has_a_row_in_the_order_of_its_page_and_nothing_else_has():
    assert [row[0].strip("` ") for row in ROWS] == list(RECIPES)


@EVERY
def test_a_row_names_the_file_that_the_recipe_stands_in(name):
    file = re.search(r"`([\w/]+\.py)`", OF[name][2]).group(1)
    assert f'"{name}"' in (settings.BASE_DIR / file).read_text()


@EVERY
def test_a_row_names_the_papers_that_the_recipe_cites(name):
    assert tuple(re.findall(r"arXiv \d{4}\.\d{5}", OF[name][3])) == RECIPES[name].cites
    assert re.match(r"[A-Z]", OF[name][3])


@EVERY
def test_a_row_says_what_is_checked_and_what_differs_from_the_paper(name):
    _name, does, _file, _paper, check, differs = OF[name]
    assert all(len(said.split()) >= 4 for said in (does, check, differs))
