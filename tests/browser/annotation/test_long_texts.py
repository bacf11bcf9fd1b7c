"""A long text says that it goes on, and lies with its answers in one window."""

import json

import pytest
from playwright.sync_api import expect

from annotation.models import ReviewPolicy
from tests.browser.annotation.asking import CARD, open_room, publish, stored
from tests.browser.annotation.test_several_questions import press
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

LONG = " ".join(f"Sentence {n} of a long letter about a parcel that never came." for n in range(120))
CHAT = json.dumps(
    [
        {"role": ("user", "assistant")[n % 2], "content": f"Turn {n}: where is it, and who has seen it last?"}
        for n in range(24)
    ]
)
KIND = {"name": "kind", "type": "label", "labels": ["complaint", "praise"]}
NAMES = {"name": "names", "type": "spans", "labels": ["person", "place"]}
WINDOWS = [(1440, 900), (1280, 720), (390, 844)]
IN_SIGHT = """
box => {
  const { top, bottom } = box.getBoundingClientRect();
  const bar = document.querySelector(".review-card:not([hidden]) .review-bar").getBoundingClientRect();
  const header = document.querySelector("header.top")?.getBoundingClientRect().bottom ?? 0;
  return top >= header - 1 && bottom <= bar.top + 1;
}
"""


def text_of(page):
    return page.locator(f"{CARD} .review-text")


def more(page):
    return page.locator(f"{CARD} .text-more button")


@pytest.fixture
def ask(project, lead, annotator, signed_in_page):
    ReviewPolicy.objects.create(project=project, suggestion="hidden", overlap_share=0.0)

    def room(*items, questions=(KIND,), fields=({"name": "text", "type": "text"},), window=(1440, 900)):
        publish(project, lead, *questions, fields=fields)
        page = open_room(signed_in_page, project, annotator, *items)
        page.set_viewport_size({"width": window[0], "height": window[1]})
        page.reload()
        return page

    return room


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(
    ("kind", "text", "question"),
    [("text", LONG, KIND), ("chat", CHAT, KIND), ("text", LONG, NAMES)],
    ids=["text", "chat", "marked"],
)
def test_a_text_that_goes_on_says_so_until_its_end(ask, kind, text, question, window):
    page = ask({"text": text}, questions=[question], fields=({"name": "text", "type": kind},), window=window)
    expect(more(page)).to_be_visible()
    assert_accessible(page)
    screenshots(page, f"long-{kind}-{question['name']}", widths=(window[0],))
    before = text_of(page).evaluate("box => box.scrollTop")
    more(page).click()
    page.wait_for_function(f"document.querySelector('{CARD} .review-text').scrollTop > {before}")
    text_of(page).evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(more(page)).to_be_hidden()
    assert_no_complaints(page)


def test_a_text_that_is_all_in_sight_says_nothing(ask):
    page = ask({"text": "Where is my parcel?"}, {"text": LONG})
    expect(more(page)).to_be_hidden()
    press(page, "1", "Enter")
    expect(page.locator(CARD)).to_contain_text("long letter")
    expect(more(page)).to_be_visible()  # the one that waited behind it


@pytest.mark.parametrize("window", WINDOWS)
def test_text_and_answers_share_the_window(ask, window):
    page = ask({"text": LONG}, window=window)
    for part in (text_of(page), page.locator(f"{CARD} fieldset[data-question]")):
        assert part.evaluate(IN_SIGHT)


@pytest.mark.parametrize("window", WINDOWS)
def test_four_candidates_under_a_dialogue_are_put_in_order_above_the_bar(ask, window):
    candidates = [{"name": f"answer_{letter}", "type": "text"} for letter in "abcd"]
    item = {"dialogue": CHAT} | {field["name"]: f"{field['name']} says: {LONG[:300]}" for field in candidates}
    order = {"name": "order", "type": "ranking", "options": {"fields": [one["name"] for one in candidates]}}
    page = ask(item, questions=[order], fields=({"name": "dialogue", "type": "chat"}, *candidates), window=window)
    screenshots(page, f"long-ranking-{window[0]}", widths=(window[0],))
    rows = page.locator(f"{CARD} .rank")
    if window == WINDOWS[0]:
        assert all(row.evaluate(IN_SIGHT) for row in rows.all()), "all of it, without a wheel"
    for place in range(4):
        button = page.locator(f"{CARD} .unplaced .rank-pick").first
        button.focus()
        assert button.evaluate(IN_SIGHT), place
        press(page, "Space")
    for row in page.locator(f"{CARD} .placed .rank-pick").all():
        row.focus()
        assert row.evaluate(IN_SIGHT)
    assert_fits(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar lies over nothing
    assert_accessible(page)
    press(page, "Control+Enter")
    assert len(stored(page)["order"]) == 4
