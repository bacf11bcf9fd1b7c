"""What the model had said of an item: above the next one, where people are asked blind."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, ReviewPolicy
from tests.browser.annotation.reviews_room import TEXT, answer, settled, text

SAID = "#review-last .suggestion"


@pytest.fixture
def blind_room(room, project):
    """The same room where every item is asked blind; one is answered."""
    ReviewPolicy.objects.update(suggestion="hidden")
    Assignment.objects.update(blind=True)
    room.reload()
    answer(room, "1")
    settled(room)
    return room


def test_the_button_for_the_models_word_says_that_the_answer_then_stands(blind_room):
    expect(blind_room.locator("[data-reveal] button")).to_contain_text("then it stands")


def test_what_the_model_said_of_an_item_goes_with_the_next_answer(blind_room):
    blind_room.keyboard.press("v")
    expect(blind_room.locator(SAID)).to_contain_text("positive")
    answer(blind_room, "1")
    settled(blind_room)
    expect(blind_room.locator(SAID)).to_have_count(0)


@pytest.mark.parametrize("away", ["Control+Space", "f"])
def test_what_the_model_said_of_an_item_goes_with_a_skip_or_a_flag_too(blind_room, away):
    blind_room.keyboard.press("v")
    expect(blind_room.locator(SAID)).to_be_visible()
    shown = text(blind_room)
    blind_room.keyboard.press(away)
    if away == "f":
        blind_room.keyboard.type("cannot read it")
        blind_room.keyboard.press("Enter")
        blind_room.get_by_text("A lead will look at it").wait_for()
    expect(blind_room.locator(TEXT)).not_to_have_text(shown)
    settled(blind_room, last=False)
    expect(blind_room.locator(SAID)).to_have_count(0)
    blind_room.reload()
    expect(blind_room.locator(SAID)).to_have_count(0)


@pytest.mark.parametrize("key", ["v", "1"])
def test_above_the_next_item_the_line_of_the_last_answer_is_in_sight(blind_room, key):
    """However far down a longer item had been scrolled."""
    blind_room.evaluate("document.querySelector('#main').style.paddingBottom = '120rem'")
    blind_room.evaluate("window.scrollTo(0, document.querySelector('#review-cards').offsetTop - 90)")
    if key == "v":
        blind_room.keyboard.press("v")
        expect(blind_room.locator(SAID)).to_be_visible()
    else:
        answer(blind_room, key)
        settled(blind_room)
    blind_room.wait_for_function(
        """() => {
          const box = (part) => document.querySelector(part).getBoundingClientRect();
          return box("#review-last").top >= box(".site-header").bottom;
        }"""
    )


def test_what_the_model_said_never_comes_late_above_another_item(blind_room):
    """Asked for, and the next item answered before the server has told it."""
    blind_room.evaluate(
        """() => {
          window.seen = false;
          const look = () => { window.seen ||= !!document.querySelector("#review-last:not([hidden]) .suggestion"); };
          new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
          document.querySelector("[data-reveal]").requestSubmit();
          const card = document.querySelector(".review-card:not([hidden])");
          card.querySelector("input[type=radio]").checked = true;
          card.querySelector("[data-submit]").click();
        }"""
    )
    expect(blind_room.locator("#review-last [data-reveal]")).to_be_visible()
    settled(blind_room)
    assert Annotation.objects.filter(revealed_at=None).count() == 1
    assert not blind_room.evaluate("window.seen")
