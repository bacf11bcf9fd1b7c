"""The answers in doubt can be looked at: each with what holds, its rule, a model's word and why it is in doubt."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Item
from annotation.queue.actions.dispense import hand_out
from annotation.trials.doubts import LABEL, RULE, Reason
from tests.annotation.making import machine_label
from tests.annotation.trials.test_doubts import with_definition

pytestmark = pytest.mark.django_db
PAGE = "/projects/reviews/codebooks/doubts/"
ITEMS = f"{PAGE}items/"


@pytest.fixture
def second(project, codebook, said, published):
    """Version 2: “positive” means something else, R1 too; a model contradicts one answer."""
    machine_label(said["Warm."], "negative", source="peer #1", codebook_number=2)
    rules = [{"id": "R1", "text": "Praise for one actor alone is praise.", "label": ""}]
    published(questions=with_definition(codebook, 0, "The reviewer warns of the film."), rules=rules)
    return said


@pytest.fixture
def main(signed_in, lead):
    client = signed_in(lead)
    return lambda address: client.get(address).text.partition("<main")[2]


def texts(html):
    return [text for text in ("Dull.", "Grey.", "Long.", "Warm.", "Its one actor shines.") if text in html]


def test_each_reason_leads_to_its_items(second, main):
    for address in re.findall(r'href="([^"]+why=[^"]+)"', page := main(PAGE)):
        assert len(texts(main(unescape(address)))) >= 1
    assert f'href="{ITEMS}"' in page
    assert len(texts(main(ITEMS))) == 5


def test_an_item_tells_its_answer_its_rule_and_what_a_model_says(second, main):
    by_rule = main(f"{ITEMS}?why={Reason(RULE, name='R1').as_text()}")
    assert texts(by_rule) == ["Its one actor shines."]
    assert "Rule R1 was named, and changed" in by_rule
    assert '<span class="badge">R1</span>' in by_rule
    by_model = main(f'{ITEMS}?why=["model","sentiment",""]')
    assert texts(by_model) == ["Warm."]
    assert by_model.index("positive") < by_model.index("negative")  # what holds, then the model


def test_only_the_chosen_ones_are_asked_again(second, signed_in, lead):
    why = Reason(LABEL, "sentiment", "negative").as_text()
    signed_in(lead).post(PAGE, {"count": 10, "codebook": 2, "why": why})
    waiting = Item.objects.filter(state=Item.State.WAITING)
    assert {item.sample.fields["text"] for item in waiting} == {"Dull.", "Grey.", "Long."}


@pytest.mark.parametrize("why", ["x", "[", "{}", '["model"]', '["label","sentiment",3]', '["a","b","c"]', "[" * 400])
def test_a_reason_that_there_is_not_is_met_calmly(second, signed_in, lead, why):
    assert signed_in(lead).get(ITEMS, {"why": why}).status_code == 200


def test_who_is_asked_about_an_item_is_not_told_of_it(second, main, lead, project):
    Item.objects.filter(sample=second["Warm."]).update(state=Item.State.WAITING, answers_needed=2)
    asked = hand_out(project=project, user=lead).item
    Item.objects.filter(pk=asked.pk).update(state=Item.State.ANSWERED)  # another answer settled it meanwhile
    page = main(ITEMS)
    assert asked.sample.fields["text"] not in page
    assert "1 is left out" in page


def test_a_page_asks_the_same_of_the_database_however_many_it_shows(second, main, monkeypatch):
    def asked(most):
        monkeypatch.setattr("annotation.trials.views.doubts.PAGE", most)
        with CaptureQueriesContext(connection) as queries:
            page = main(ITEMS)
        assert len(texts(page)) == most
        return len(queries)

    main(ITEMS)
    assert asked(1) == asked(4)


def test_pages_follow_each_other(second, main, monkeypatch):
    monkeypatch.setattr("annotation.trials.views.doubts.PAGE", 2)
    address, seen = ITEMS, []
    while address:
        page = main(address)
        seen += texts(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = ITEMS + unescape(following[1]) if following else ""
    assert len(seen) == len(set(seen)) == 5
