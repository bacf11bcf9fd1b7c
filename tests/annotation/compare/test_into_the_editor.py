"""What a change is proposed for goes along into the codebook's editor: it stands beside it, and begins an edge rule."""

import re
from html import unescape

import pytest
from django.urls import reverse

from generation.codebooks.cells import ASKED_BY, Cell
from generation.models import Codebook

pytestmark = pytest.mark.django_db
ITEMS = reverse("annotation:compare-items", args=["reviews"])
EDIT = reverse("generation:codebook-edit", args=["reviews"])
CELL = "codebook=1&question=sentiment&left=gpt&right=human&row=positive&column=negative"


@pytest.fixture
def client(item, signed_in, lead):
    item(gpt=("positive", "R1"), anna=("negative", "R1"))
    return signed_in(lead)


def proposed(client, query):
    """The editor's page, as the button of the items leads to it."""
    [address] = re.findall(r'href="([^"]+)">Propose a codebook change', client.get(f"{ITEMS}?{query}").text)
    return unescape(address), client.get(unescape(address)).text


def rules_typed(html):
    return [unescape(text).strip() for text in re.findall(r'name="rules-\d+-text"[^>]*>([^<]*)</textarea>', html)]


def test_a_cell_begins_an_edge_rule_between_its_labels(client):
    address, html = proposed(client, CELL)
    assert address.endswith("#rule-new")
    assert rules_typed(html)[-1] == "Between “positive” and “negative”:"
    assert 'id="rule-new" data-arrive' in html
    assert f'hx-get="{ITEMS}?{CELL.replace("&", "&amp;")}"' in html
    assert not Codebook.objects.filter(published_at=None).exists()  # nothing is written until the lead saves


def test_a_rule_that_is_to_be_reworded_begins_no_other(client):
    address, html = proposed(client, "codebook=1&question=sentiment&left=gpt&rule=R1")
    assert address.endswith("#rule-R1")
    assert "Between" not in "".join(rules_typed(html))
    assert 'id="codebook-cell"' in html


def test_it_stays_beside_the_editor_while_one_edits_and_after_saving(client):
    form = {"purpose": "p", "cell": CELL, "do": "add:rules"}
    html = client.post(EDIT, form, headers={"HX-Request": "true"}).text
    assert 'id="codebook-cell"' in html
    assert "hx-preserve" in html
    assert f'name="cell" value="{CELL.replace("&", "&amp;")}"' in html


def test_beside_the_editor_stand_a_few_examples_with_labels_and_the_rule(client, item):
    for _ in range(6):
        item(gpt=("positive", "R1"), anna=("negative", "R1"))
    html = client.get(f"{ITEMS}?{CELL}", headers={"HX-Request": "true"}).text
    assert "<html" not in html
    assert html.count('class="codebook-cell-item"') == 5
    for told in ("gpt: positive · People: negative", '<span class="badge">R1</span>', "anna", "All of them"):
        assert told in html


@pytest.mark.parametrize("address", ["", "x", "codebook=1", "question=a", "?&&=%00", "https://elsewhere/?codebook=1"])
def test_what_is_no_cell_leaves_the_editor_as_it_is(client, address):
    html = client.get(EDIT, {"cell": address, "begin": 1}).text
    assert 'id="codebook-cell"' not in html
    assert "rule-new" not in html


def test_only_what_the_items_are_asked_by_is_kept_and_labels_that_the_codebook_has(client):
    cell = Cell.of(f"https://elsewhere/?{CELL}&next=//evil&under=3")
    assert cell.asked.keys() <= set(ASKED_BY)
    html = client.get(EDIT, {"cell": CELL.replace("row=positive", "row=<b>"), "begin": 1}).text
    assert rules_typed(html)[-1] == ""
    assert "<b>" not in html
