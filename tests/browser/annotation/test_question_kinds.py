"""Each kind of question in a real browser, by keyboard alone, by mouse and by touch; and what is stored of it."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation
from tests.browser.annotation.asking import CARD, open_room, publish, stored
from tests.browser.conftest import assert_no_complaints

LABELS = ["person", "place", "date"]
TEXT = {"text": "Anna 👩‍🚀 flew to Seoul.\nShe said: “Zoe\u0301 came too.”"}
ANSWERS = {"text": "What is the capital?", "one": "It is Paris.", "two": "London, I think.", "three": "No idea."}
FIELDS = [{"name": name, "title": name.capitalize(), "type": "text"} for name in ANSWERS]


@pytest.fixture
def ask(project, lead, annotator, signed_in_page):
    """`ask(question, …)`: the room with an item that is asked so."""

    def room(*questions, fields=({"name": "text", "type": "text"},), item=TEXT):
        publish(project, lead, *questions, fields=fields)
        page = open_room(signed_in_page, project, annotator, item)
        page.locator(CARD).wait_for()
        return page

    return room


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def place_of(page, name: str) -> str:
    """The number that a candidate has on the screen; it is drawn anew for each lease."""
    return page.locator(f"{CARD} .candidate:has([data-field={name}]) .place").inner_text()


# -- several labels ----------------------------------------------------------------------------------------------------
def test_several_labels_by_keyboard_are_picked_and_dropped_by_their_digits(ask):
    page = ask({"name": "topics", "type": "multi_label", "labels": LABELS})
    press(page, "3", "1", "2", "2", "Enter")
    assert stored(page) == {"topics": ["person", "date"]}
    assert_no_complaints(page)


def test_none_of_several_labels_is_said_and_not_left_out(ask):
    page = ask({"name": "topics", "type": "multi_label", "labels": LABELS, "options": {"least": 0}})
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Choose a label.")
    page.locator(CARD).get_by_text("place", exact=True).click()
    page.get_by_text("None applies").click()
    expect(page.get_by_role("checkbox", name="place")).not_to_be_checked()
    press(page, "Enter")
    assert stored(page) == {"topics": []}


def test_the_most_labels_that_may_be_chosen_leave_the_others_at_rest(ask):
    page = ask({"name": "topics", "type": "multi_label", "labels": LABELS, "options": {"most": 2}})
    press(page, "1", "2", "3")
    expect(page.get_by_role("checkbox", name="date")).to_be_disabled()
    press(page, "1", "3", "Enter")
    assert stored(page) == {"topics": ["place", "date"]}


# -- a scale -----------------------------------------------------------------------------------------------------------
def test_a_number_is_its_own_key_and_the_arrows_move_along_the_scale(ask):
    scale = {"low": 0, "high": 7, "low_word": "useless", "high_word": "perfect"}
    page = ask({"name": "quality", "type": "rating", "options": scale})
    press(page, "5")
    page.get_by_label("5", exact=True).focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowLeft", "Enter")
    assert stored(page) == {"quality": 6}


def test_the_ends_of_a_scale_are_told_to_everybody(ask):
    scale = {"low": 1, "high": 10, "low_word": "useless", "high_word": "perfect"}
    page = ask({"name": "quality", "type": "rating", "options": scale})
    expect(page.get_by_role("radio", name="1, useless")).to_be_visible()
    expect(page.get_by_role("radio", name="10, perfect")).to_be_visible()
    press(page, "0", "Enter")
    assert stored(page) == {"quality": 10}


# -- in order ----------------------------------------------------------------------------------------------------------
def ranking(*fields: str, **options) -> dict:
    return {"name": "best", "type": "ranking", "options": {"fields": list(fields), **options}}


def test_two_candidates_are_compared_by_arrow_keys_and_stored_by_their_names(ask):
    page = ask(ranking("one", "two"), fields=FIELDS, item=ANSWERS)
    left = "one" if place_of(page, "one") < place_of(page, "two") else "two"
    right = "two" if left == "one" else "one"
    press(page, "ArrowLeft")
    expect(page.locator(f"{CARD} input:checked")).to_have_value(f"{left}>{right}")
    press(page, "=")
    expect(page.locator(f"{CARD} input:checked")).to_have_value("one=two")
    press(page, "ArrowRight", "Enter")
    assert stored(page) == {"best": [[right], [left]]}


def test_candidates_are_put_in_order_by_their_digits_and_tied(ask):
    page = ask(ranking("one", "two", "three"), fields=FIELDS, item=ANSWERS)
    press(page, place_of(page, "two"), "Enter")
    expect(page.locator("#toasts")).to_contain_text("Put all of them in order.")
    press(page, place_of(page, "one"), place_of(page, "three"), "=", "Enter")
    assert stored(page) == {"best": [["two"], ["one", "three"]]}


def test_the_arrow_keys_move_a_placed_candidate_and_it_keeps_the_focus(ask):
    page = ask(ranking("one", "two", "three", ties=False), fields=FIELDS, item=ANSWERS)
    press(page, place_of(page, "one"), place_of(page, "two"))  # the third is the only one left
    page.locator(".placed .rank[data-name=three] [data-pick]").focus()
    press(page, "ArrowUp", "ArrowUp")
    expect(page.locator(".placed .rank[data-name=three] [data-pick]")).to_be_focused()
    expect(page.locator("#review-says")).to_contain_text("place 1 of 3")
    press(page, "Control+Enter")
    assert stored(page) == {"best": [["three"], ["one"], ["two"]]}


def test_candidates_are_put_in_order_by_mouse_and_dragged(ask):
    page = ask(ranking("one", "two", "three", ties=False), fields=FIELDS, item=ANSWERS)
    page.locator(".rank[data-name=one] [data-pick]").click()
    page.locator(".rank[data-name=two] [data-pick]").click()
    page.locator(".rank[data-name=three] [data-pick]").hover()
    page.mouse.down()
    top = page.locator(".rank[data-name=one]").bounding_box()
    page.mouse.move(top["x"] + 60, top["y"] + 20, steps=4)
    page.mouse.move(top["x"] + 60, top["y"] + 2, steps=4)
    page.mouse.up()
    page.locator(".rank[data-name=one] [data-down]").click()
    page.get_by_role("button", name="Submit").click()
    assert stored(page) == {"best": [["three"], ["two"], ["one"]]}


def test_where_a_candidate_stands_is_drawn_for_each_lease_and_stays_for_it(ask, project):
    page = ask(ranking("one", "two", "three"), fields=FIELDS, item=ANSWERS)
    before = [place_of(page, name) for name in ("one", "two", "three")]
    page.reload()
    assert [place_of(page, name) for name in ("one", "two", "three")] == before


# -- a text ------------------------------------------------------------------------------------------------------------
def test_a_text_is_corrected_by_keyboard_with_its_changes_in_sight(ask):
    page = ask({"name": "fixed", "type": "text", "options": {"starts_from": "text"}}, item={"text": "He go to school."})
    expect(page.get_by_text("Unchanged.")).to_be_visible()
    press(page, "e", "Home", *["ArrowRight"] * 5, "e", "s")
    page.keyboard.type(" often 12")
    expect(page.locator(".word-diff del")).to_have_text(["go"])
    assert page.locator(".word-diff ins").all_inner_texts()[0].startswith("goes")
    press(page, "Control+Enter")
    assert stored(page) == {"fixed": "He goes often 12 to school."}
    assert_no_complaints(page)


def test_the_text_that_stood_there_can_be_had_back(ask):
    page = ask({"name": "fixed", "type": "text", "options": {"starts_from": "text"}}, item={"text": "\n a\r\n\r\nb 👍"})
    box = page.locator(f"{CARD} textarea[data-value]")
    box.fill("something else")
    page.get_by_role("button", name="Restore the text").click()
    expect(box).to_have_value("\n a\n\nb 👍")
    expect(page.get_by_text("Unchanged.")).to_be_visible()
    press(page, "Escape", "Enter")
    assert stored(page) == {"fixed": "a\n\nb 👍"}


def test_a_correction_that_was_skipped_by_a_slip_comes_back_with_its_changes(ask):
    page = ask({"name": "fixed", "type": "text", "options": {"starts_from": "text"}}, item={"text": "He go to school."})
    press(page, "e", "End")
    page.keyboard.type(" Every day, and by bike.")
    press(page, "Control+Space")
    expect(page.locator("#review-last")).to_contain_text("You skipped item")
    press(page, "Control+z")
    box = page.locator(f"{CARD} textarea[data-value]")
    expect(box).to_have_value("He go to school. Every day, and by bike.")
    expect(page.locator(".word-diff ins")).to_be_visible()
    page.reload()
    expect(box).to_have_value("He go to school. Every day, and by bike.")
    press(page, "Enter")
    assert stored(page) == {"fixed": "He go to school. Every day, and by bike."}
    assert_no_complaints(page)


# -- marks in a text ---------------------------------------------------------------------------------------------------
def spans(**options) -> dict:
    return {"name": "names", "type": "spans", "labels": LABELS, "options": options}


def quoted(answers: dict, text: str = TEXT["text"]) -> list[tuple[str, str]]:
    return [(text[span["start"] : span["end"]], span["label"]) for span in answers["names"]]


def test_pieces_are_marked_by_keyboard_alone(ask):
    page = ask(spans())
    press(page, "m", "Control+Shift+ArrowRight", "1")  # “Anna ”: the space is not part of it
    expect(page.locator("#review-says")).to_have_text("Marked: person, Anna")
    press(page, "End", "ArrowLeft", "Control+Shift+ArrowLeft", "2")
    press(page, "ArrowDown", "End", *["ArrowLeft"] * 11, "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "1")
    expect(page.locator(".marked li")).to_have_count(3)
    press(page, "Enter")
    assert quoted(stored(page)) == [("Anna", "person"), ("Seoul", "place"), ("Zoe\u0301", "person")]
    assert_no_complaints(page)


def test_tab_walks_from_mark_to_mark_where_a_digit_changes_one_and_delete_removes_one(ask):
    page = ask(spans())
    press(page, "m", "Control+Shift+ArrowRight", "1", "End", "Control+Shift+ArrowLeft", "Control+Shift+ArrowLeft", "2")
    press(page, "Shift+Tab", "Shift+Tab")
    expect(page.locator("#review-says")).to_contain_text("Anna, 1 of 2")
    press(page, "3", "Tab")
    expect(page.locator("#review-says")).to_contain_text("2 of 2")
    press(page, "Delete")
    expect(page.locator(".marked li")).to_have_count(1)
    press(page, "Tab", "Tab")  # behind the last mark Tab leaves the text
    expect(page.locator(f"{CARD} [role=textbox]")).not_to_be_focused()
    press(page, "Escape")
    page.get_by_role("button", name="Submit").click()
    assert quoted(stored(page)) == [("Anna", "date")]


def test_a_text_to_mark_takes_no_letters(ask):
    page = ask(spans())
    press(page, "m", "x", "Space", "Backspace", "Control+a", "Delete", "Control+x", "Control+v")
    assert page.locator(f"{CARD} [role=textbox]").evaluate("box => box.textContent") == TEXT["text"]


def test_nothing_to_mark_is_said_and_not_left_out(ask):
    page = ask(spans())
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Mark the text, or say that there is nothing to mark.")
    press(page, "0", "Enter")
    assert stored(page) == {"names": []}


def test_what_is_selected_by_mouse_is_marked_and_may_not_overlap_where_the_codebook_says_so(ask):
    page = ask(spans(overlap=False))
    select(page, 0, 8)
    page.get_by_role("button", name="person").click()
    select(page, 2, 14)
    page.get_by_role("button", name="place").click()
    expect(page.locator("#toasts")).to_contain_text("no two marks may share characters")
    expect(page.locator(".marked li")).to_have_count(1)
    page.locator(".marked [data-remove]").click()
    expect(page.locator(".marked li")).to_have_count(0)
    select(page, 5, 6)  # a part of the emoji takes all of it
    page.get_by_role("button", name="person").click()
    page.get_by_role("button", name="Submit").click()
    assert quoted(stored(page)) == [("👩‍🚀", "person")]


def test_a_word_is_marked_by_a_double_click_and_a_piece_by_dragging_over_it(ask):
    page = ask(spans(), item={"text": "Anna Bell flew to Seoul."})
    page.mouse.dblclick(*middle(page, "Seoul"))
    page.get_by_role("button", name="place").click()
    page.mouse.move(*middle(page, "Anna", at=0))
    page.mouse.down()
    page.mouse.move(*middle(page, "Bell", at=1), steps=5)
    page.mouse.up()
    press(page, "1")
    page.get_by_role("button", name="Submit").click()
    assert quoted(stored(page), "Anna Bell flew to Seoul.") == [("Anna Bell", "person"), ("Seoul", "place")]


def test_what_a_composing_keyboard_wrote_is_undone(ask):
    """Such input cannot be stopped while it happens."""
    page = ask(spans())
    press(page, "m", "Control+Shift+ArrowRight", "1")
    page.evaluate(
        """() => {
          const box = document.querySelector(".review-card:not([hidden]) [role=textbox]");
          box.firstChild.data = "한" + box.firstChild.data;
          box.dispatchEvent(new InputEvent("input", {bubbles: true, inputType: "insertCompositionText"}));
        }"""
    )
    press(page, "Enter")
    assert quoted(stored(page)) == [("Anna", "person")]


def test_marks_are_there_again_after_the_page_was_loaded_anew(ask):
    page = ask(spans())
    press(page, "m", "Control+Shift+ArrowRight", "1")
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.includes('/drafts/'))")
    page.reload()
    expect(page.locator(".marked li")).to_have_count(1)
    press(page, "m", "End", "ArrowLeft", "Control+Shift+ArrowLeft", "2")
    expect(page.locator(".marked li")).to_have_count(2)
    press(page, "Enter")
    assert quoted(stored(page)) == [("Anna", "person"), ("Seoul", "place")]


def test_marks_that_overlap_lie_below_each_other_with_their_names(ask):
    page = ask(spans(overlap=True))
    select(page, 0, 20)
    press(page, "1")
    select(page, 5, 30)
    press(page, "2")
    names = page.locator(f"{CARD} .mark-name")
    assert names.all_inner_texts() == ["person", "place"]
    first, second = (names.nth(i).bounding_box() for i in (0, 1))
    assert second["y"] - first["y"] > 10
    press(page, "Enter")
    assert [span["label"] for span in stored(page)["names"]] == ["person", "place"]


def test_places_are_counted_in_characters_behind_every_kind_of_line_break(ask):
    text = "👍 a\r\nשלום Anna\n\nمرحبا Seoul"
    page = ask(spans(), item={"text": text})
    for word, label in (("Anna", "person"), ("Seoul", "place"), ("שלום", "date")):
        start = len(text[: text.index(word)].encode("utf-16-le")) // 2
        select(page, start, start + len(word))
        page.get_by_role("button", name=label).click()
    press(page, "Enter")
    assert quoted(stored(page), text) == [("שלום", "date"), ("Anna", "person"), ("Seoul", "place")]


def select(page, start: int, end: int) -> None:
    """A selection as the browser makes it, in UTF-16 units."""
    page.evaluate(
        """([start, end]) => {
          const node = document.querySelector(".review-card:not([hidden]) [data-field]").firstChild;
          document.getSelection().setBaseAndExtent(node, start, node, end);
        }""",
        [start, end],
    )
    page.wait_for_timeout(50)  # selectionchange comes after


def middle(page, word: str, at: float = 0.5) -> tuple[float, float]:
    """A point on a word of the text: `at` 0 where it begins, 1 where it ends."""
    left, right, y = page.evaluate(
        """word => {
          const node = document.querySelector(".review-card:not([hidden]) [data-field]").firstChild;
          const range = document.createRange();
          range.setStart(node, node.data.indexOf(word));
          range.setEnd(node, node.data.indexOf(word) + word.length);
          const {left, right, top, bottom} = range.getBoundingClientRect();
          return [left, right, (top + bottom) / 2];
        }""",
        word,
    )
    return left + at * (right - left), y


# -- by touch ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def touch() -> None:
    """A phone: a test that asks for it taps."""


@pytest.fixture
def browser_context_args(browser_context_args, request):
    phone = {"has_touch": True, "viewport": {"width": 360, "height": 740}}
    return browser_context_args | (phone if "touch" in request.fixturenames else {})


def tap_word(page, word: str) -> None:
    page.touchscreen.tap(*middle(page, word))


def test_by_touch_the_first_and_the_last_word_are_tapped_and_then_the_label(ask, touch):
    page = ask(spans(), item={"text": "Old Anna Maria Bell flew to Seoul."})
    tap_word(page, "Anna")
    tap_word(page, "Bell")
    page.get_by_role("button", name="person").tap()
    tap_word(page, "Seoul")
    page.get_by_role("button", name="place").tap()
    expect(page.locator(".marked li")).to_have_count(2)
    tap_word(page, "Maria")  # within a mark: it is the one that the next label changes
    page.get_by_role("button", name="date").tap()
    page.get_by_role("button", name="Submit").tap()
    assert quoted(stored(page), "Old Anna Maria Bell flew to Seoul.") == [
        ("Anna Maria Bell", "date"),
        ("Seoul", "place"),
    ]
    assert_no_complaints(page)


def test_by_touch_labels_numbers_and_order_are_tapped(ask, touch):
    page = ask(
        {"name": "topics", "type": "multi_label", "labels": LABELS},
        {"name": "quality", "type": "rating"},
        ranking("one", "two", "three"),
        fields=FIELDS,
        item=ANSWERS,
    )
    page.locator(CARD).get_by_text("place", exact=True).tap()
    page.locator(".points").get_by_text("4", exact=True).tap()
    for name in ("three", "one", "two"):
        page.locator(f".rank[data-name={name}] [data-pick]").tap()
    page.locator(".rank[data-name=two] [data-up]").tap()
    page.locator(".rank[data-name=one] [data-tie]").tap()
    page.get_by_role("button", name="Submit").tap()
    assert stored(page) == {"topics": ["place"], "quality": 4, "best": [["three"], ["one", "two"]]}
    assert Annotation.objects.count() == 1
