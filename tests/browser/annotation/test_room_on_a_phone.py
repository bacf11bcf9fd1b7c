"""The room on a phone: every label is in reach, and the text beside it in sight."""

import pytest
from playwright.sync_api import expect

from annotation.queue.frames import spec_of
from generation.models import Label, Question, Sample
from tests.browser.annotation.reviews_room import answer, settled
from tests.browser.conftest import assert_fits

PHONES = [(360, 740), (320, 640)]
# The labels of the item on the screen that a finger does not reach: outside the window, or something lies over them.
OUT_OF_REACH = """
() => [...document.querySelector(".review-card:not([hidden])")
  .querySelectorAll(".choices label, .review-bar :is(button, summary)")]
  .filter((part) => part.checkVisibility()).filter((part) => {
    const {left, right, top, bottom} = part.getBoundingClientRect();
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return true;
    return [top + 2, bottom - 2].some((y) => !part.contains(document.elementFromPoint((left + right) / 2, y)));
  }).map((part) => part.innerText)
"""


@pytest.fixture
def phone(room, codebook, request):
    """A phone with a long text and these labels; the browser asks for this language."""
    labels, language = request.param
    question = codebook.questions.get()
    question.labels.all().delete()
    Label.objects.bulk_create(Label(question=question, position=i, name=name) for i, name in enumerate(labels))
    Question.objects.update(title="Which team of the shop should answer this message first?")
    spec_of.cache_clear()
    Sample.objects.update(fields={"text": "A message of a customer that goes on for a while. " * 30})
    room.set_extra_http_headers({"Accept-Language": language})
    return room


FOUR = ["billing", "delivery", "account", "praise"]
NINE = [f"a label of five words {number}" for number in range(1, 10)]


@pytest.mark.parametrize("phone", [(FOUR, "en"), (FOUR, "ko")], indirect=True, ids=["English", "Korean"])
@pytest.mark.parametrize(("width", "height"), PHONES)
def test_on_a_phone_every_label_is_in_sight_with_the_text(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.reload()
    for _ in range(3):
        assert phone.evaluate(OUT_OF_REACH) == []
        assert phone.locator(".review-card:not([hidden]) .review-text").bounding_box()["height"] > 100
        answer(phone, "1")
        settled(phone)
    assert_fits(phone)


@pytest.mark.parametrize("phone", [(NINE, "en"), (NINE, "ko")], indirect=True, ids=["English", "Korean"])
@pytest.mark.parametrize(("width", "height"), PHONES)
def test_on_a_phone_many_long_labels_are_reached_by_scrolling(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.reload()
    unreached = set(NINE)
    for _ in range(20):
        unreached -= {label for label in NINE if label not in "".join(phone.evaluate(OUT_OF_REACH))}
        phone.mouse.wheel(0, 60)
        phone.wait_for_timeout(30)
    assert not unreached
    assert_fits(phone)


def test_on_a_phone_the_text_makes_room_for_a_comment(room):
    Sample.objects.update(fields={"text": "A message of a customer that goes on for a while. " * 30})
    room.set_viewport_size({"width": 360, "height": 740})
    room.reload()
    before = room.locator(".review-card:not([hidden]) .review-text").bounding_box()["height"]
    room.keyboard.press("c")
    expect(room.locator(".review-card:not([hidden]) [data-comment]")).to_be_focused()
    room.wait_for_function(
        "before => document.querySelector('.review-card:not([hidden]) .review-text').offsetHeight < before", arg=before
    )
