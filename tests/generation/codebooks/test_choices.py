"""What is chosen in the editor, by name: fields, questions, answers and labels as they stand in the form just now."""

import re
from html import unescape

import pytest
from django.urls import reverse

from generation.models import Codebook
from tests.generation.codebooks.test_kinds import question
from tests.generation.codebooks.test_pages import typed

pytestmark = pytest.mark.django_db
EDIT = reverse("generation:codebook-edit", args=["reviews"])
PREVIEW = reverse("generation:codebook-preview", args=["reviews"])
GONE = "This choice is gone"


@pytest.fixture
def client(signed_in, lead, codebook):
    return signed_in(lead)


def shown(client, **changes) -> str:
    """The form after another row was asked for, which saves nothing: as without JavaScript."""
    return client.post(EDIT, typed(do="add:rules", **changes)).text


def options(html: str, name: str) -> dict[str, str]:
    """The values of a select with their words; the chosen one's words end in an asterisk."""
    inside = re.search(rf'<select[^>]* name="{name}"[^>]*>(.*?)</select>', html, re.DOTALL)[1]
    found = re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)</option>', inside)
    return {unescape(value): unescape(words) + ("*" if chosen else "") for value, chosen, words in found}


def ticks(html: str, name: str) -> dict[str, bool]:
    found = re.findall(rf'<input type="checkbox" name="{name}" value="([^"]*)"( checked)?', html)
    return {unescape(value): bool(chosen) for value, chosen in found}


def is_gone(html: str, name: str) -> bool:
    """Whether the page says at this place that what was chosen is not there any more."""
    return bool(re.search(rf'<p class="error" id="id_{name}_gone"(?! hidden)', html))


CHAT = {"fields-1-name": "talk", "fields-1-title": "The talk", "fields-1-type": "chat"}
TITLE = {"fields-2-name": "title", "fields-2-title": "Its title", "fields-2-type": "text"}


def test_the_field_that_is_marked_is_chosen_of_those_that_just_came(client):
    page = shown(client, **CHAT, **TITLE, **question(1, name="names", type="spans", spans__field="title"))
    assert options(page, "questions-1-spans-field") == {
        "": "The first field",
        "text": "Review (text)",
        "title": "Its title (title)*",
    }
    assert not is_gone(page, "questions-1-spans-field")


def test_so_is_the_field_that_a_text_starts_from(client):
    page = shown(client, **TITLE, **question(1, name="say", type="text"))
    assert list(options(page, "questions-1-text-starts_from")) == ["", "text", "title"]


def test_fields_to_be_put_in_order_are_ticked(client):
    picked = question(1, name="better", type="ranking", ranking__fields=["title", "text"])
    page = shown(client, **CHAT, **TITLE, **picked)
    assert ticks(page, "questions-1-ranking-fields") == {"title": True, "text": True, "talk": False}
    client.post(EDIT, typed(**TITLE, **picked))
    stored = Codebook.objects.with_parts().get(published_at=None).as_spec()["questions"][1]
    assert stored["options"]["fields"] == ["title", "text"], "in the order in which they stood"


def test_a_question_goes_after_an_earlier_one_and_its_answers(client):
    page = shown(
        client,
        **question(1, name="stars", title="How many?", type="rating", rating__low="1", rating__high="3"),
        **question(2, name="say", type="text"),
        **question(3, name="why", type="text", when__question="stars", when__answers=["1", "3"]),
    )
    assert options(page, "questions-3-when-question") == {
        "": "Always asked",
        "sentiment": "How is it? (sentiment)",
        "stars": "How many? (stars)*",
    }
    assert ticks(page, "questions-3-when-answers") == {"1": True, "2": False, "3": True}


def test_an_answer_may_have_a_comma(client):
    label = {"questions-0-labels-1-name": "yes, but", "rules-0-label": ""}
    asked = question(1, name="why", type="text", when__question="sentiment", when__answers=["yes, but"])
    assert client.post(EDIT, typed(**label, **asked)).status_code == 302
    stored = Codebook.objects.with_parts().get(published_at=None).as_spec()["questions"][1]
    assert stored["when"] == {"question": "sentiment", "answers": ["yes, but"]}


@pytest.mark.parametrize(
    ("boxes", "place", "value"),
    [
        ({"type": "spans", "spans__field": "txt"}, "questions-1-spans-field", "txt"),
        ({"type": "spans", "spans__field": "talk"}, "questions-1-spans-field", "talk"),
        ({"type": "text", "text__starts_from": "txt"}, "questions-1-text-starts_from", "txt"),
        ({"type": "text", "when__question": "feeling"}, "questions-1-when-question", "feeling"),
    ],
)
def test_a_choice_that_is_gone_stays_chosen_and_is_told_there(client, boxes, place, value):
    page = shown(client, **CHAT, **question(1, name="more", **boxes))
    assert options(page, place)[value] == f"{value}*"
    assert is_gone(page, place)
    assert GONE in page


def test_a_ticked_answer_that_is_gone_stays_ticked_and_is_told_there(client):
    asked = question(1, name="why", type="text", when__question="sentiment", when__answers=["good", "positive"])
    page = shown(client, **asked)
    assert ticks(page, "questions-1-when-answers") == {"negative": False, "positive": True, "good": True}
    assert is_gone(page, "questions-1-when-answers")


def test_a_rule_keeps_the_label_that_it_was_about(client):
    """Before, a rule about a label that was renamed was about all labels as soon as anything was added."""
    page = shown(client, **{"questions-0-labels-1-name": "good"})
    assert options(page, "rules-0-label") == {
        "": "All labels",
        "negative": "negative",
        "good": "good",
        "positive": "positive*",
    }
    assert is_gone(page, "rules-0-label")


def test_a_question_that_was_moved_to_the_front_shows_what_it_goes_after(client):
    asked = question(1, name="why", type="text", when__question="sentiment", when__answers=["positive"])
    page = client.post(EDIT, typed(do="up:questions-1", **asked)).text
    assert is_gone(page, "questions-0-when-question")


def test_each_preview_says_what_can_be_chosen_now(client):
    html = client.post(PREVIEW, typed(**TITLE, **question(1, name="why", when__question="sentiment"))).text
    offered = dict(re.findall(r'<datalist data-key="([^"]+)">(.*?)</datalist>', html, re.DOTALL))
    assert {"fields", "texts", "labels", "before-1", "answers-1"} <= offered.keys()
    assert 'value="title"' in offered["texts"]
    assert 'value="positive"' in offered["answers-1"]


@pytest.mark.parametrize("scale", [{"rating__low": "x"}, {"rating__high": "9" * 19}, {"rating__low": "7"}])
def test_a_scale_that_makes_no_sense_offers_no_answers(client, scale):
    page = shown(
        client, **question(1, name="stars", type="rating", **scale), **question(2, name="why", when__question="stars")
    )
    assert ticks(page, "questions-2-when-answers") == {}
