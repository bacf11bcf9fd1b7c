"""WANLI's review in the room: a text revised with its changes in view, an item discarded, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, ReviewPolicy
from annotation.queue.actions.pull import pull
from annotation.review.actions import two_people_revise
from generation.codebooks.actions import publish
from generation.models import Sample
from tests.annotation.conftest import add_samples
from tests.browser.annotation.asking import until
from tests.browser.annotation.test_several_questions import press
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

CARD = ".review-card:not([hidden])"


@pytest.fixture
def room(project, codebook, lead, annotator, signed_in_page):
    ReviewPolicy.objects.create(project=project)
    publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
    add_samples(project, 3)
    pull(project=project)
    page = signed_in_page(annotator)
    page.open("/projects/reviews/review/")
    return page


def test_who_discards_an_item_needs_no_label(room):
    press(room, "3", "Enter")
    expect(room.locator("#review-last")).to_be_visible()
    assert Annotation.objects.get().answers == {"discard": ["discard"]}


def test_who_keeps_it_does(room):
    press(room, "Enter")
    expect(room.locator(".toast")).to_contain_text("Choose a label.")
    assert not Annotation.objects.exists()


def test_a_revision_shows_what_was_changed_and_a_text_left_alone_is_none(room):
    press(room, "1", "e", "End")
    room.keyboard.type(" indeed")
    expect(room.locator(f"{CARD} ins")).to_contain_text("indeed")
    assert_accessible(room)
    assert_fits(room)
    screenshots(room, "two-people-room")
    press(room, "Control+Enter")
    expect(room.locator("#review-last")).to_be_visible()
    assert Annotation.objects.get().answers["text_revised"].endswith("indeed")
    press(room, "2", "Enter")
    until(room, lambda: Annotation.objects.count() == 2)
    assert Annotation.objects.latest("pk").answers == {"sentiment": "positive"}


IN_SIGHT = """selector => {
  const card = document.querySelector(".review-card:not([hidden])");
  const [box, bar] = [selector, ".review-bar"].map((one) => card.querySelector(one).getBoundingClientRect());
  const text = card.querySelector(".review-text").getBoundingClientRect();
  return box.height > 0 && box.top >= text.bottom - 1 && box.bottom <= Math.min(bar.top, window.innerHeight) + 1;
}"""


@pytest.mark.parametrize("length", [1, 40])
def test_all_that_is_asked_is_in_sight_above_the_buttons(room, project, length):
    Sample.objects.update(fields={"text": "The waiter was friendly, and the soup was cold. " * length})
    room.reload()
    for asked in ("[data-question=sentiment]", "[data-revises] textarea", "[data-discards] input"):
        assert room.evaluate(IN_SIGHT, asked), asked


def test_in_a_low_window_what_has_the_focus_is_scrolled_clear_of_the_buttons(room):
    room.set_viewport_size({"width": 1440, "height": 620})
    room.reload()
    for key, focused in (("e", "textarea"), ("Tab", ":focus")):
        room.keyboard.press(key)
        assert room.evaluate(IN_SIGHT, focused), focused
    discard = room.locator(f"{CARD} [data-discards] input").first
    discard.focus()
    assert room.evaluate(IN_SIGHT, "[data-discards] input:focus")
    room.locator(f"{CARD} [data-revises] textarea").focus()
    assert room.evaluate(IN_SIGHT, "textarea:focus")


def test_the_rules_are_set_after_a_question(project, codebook, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open("/projects/reviews/settings/review/")
    assert_accessible(page)
    assert_fits(page)
    screenshots(page, "two-people-rules")
    page.get_by_role("button", name="Two people revise").press("Enter")
    page.locator("dialog[open]").get_by_role("button").last.click()
    expect(page.locator(".toast").first).to_contain_text("two people each label")
    assert ReviewPolicy.objects.get().done_when == "merge"
    assert_no_complaints(page)
