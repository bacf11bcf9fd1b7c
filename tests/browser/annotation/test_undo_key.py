"""What was answered, skipped or flagged in the room is taken back by one key, step by step."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, Item
from annotation.queue.actions.decide import decide
from tests.browser.annotation.asking import CARD, until
from tests.browser.annotation.reviews_room import TEXT, answer, flagged, reasons, settled, text
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots


def test_undo_brings_the_item_back_and_the_answer_is_taken_back(room):
    first = text(room)
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    room.keyboard.press("Control+z")
    room.locator(TEXT, has_text=first[:20]).wait_for()
    assert Annotation.objects.get().undone_at is not None


def test_an_answer_that_was_taken_back_stands_there_to_be_changed_also_after_a_reload(room):
    room.keyboard.press("2")
    room.keyboard.press("c")
    room.keyboard.type("half of it")
    room.keyboard.press("Control+Enter")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    for _time in range(2):
        if _time:
            room.reload()
        else:
            room.keyboard.press("Control+z")
        expect(room.locator(f"{CARD} input[value=positive]")).to_be_checked()
        expect(room.locator(f"{CARD} [data-comment]")).to_have_value("half of it")
    room.keyboard.press("1")
    room.keyboard.press("Enter")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    newest = Annotation.objects.order_by("-pk").first()
    assert (newest.label, newest.comment) == ("negative", "half of it")


def test_a_flag_is_taken_back_like_a_skip_and_what_it_told_is_gone(room):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    shown = text(room)
    flagged(room)
    expect(room.locator("#review-last")).to_contain_text("You flagged item")
    assert_accessible(room)
    screenshots(room, "review-flagged", widths=(1280, 375))
    room.keyboard.press("Control+z")
    expect(room.locator(TEXT)).to_have_text(shown)
    expect(room.get_by_text("A lead will look at it")).to_have_count(0)
    assert not Item.objects.filter(state=Item.State.FLAGGED).exists()
    assert Annotation.objects.get().undone_at is None
    expect(room.locator("#review-last")).to_contain_text("Your last answer")


def test_the_toast_of_a_skip_goes_with_its_undo(room):
    room.keyboard.press("Control+Space")
    expect(room.get_by_text("Skipped: the item goes to somebody else")).to_be_visible()
    settled(room)
    room.keyboard.press("Control+z")
    expect(room.get_by_text("Skipped: the item goes to somebody else")).to_have_count(0)


def test_from_the_empty_box_enter_leads_to_the_button_and_passes_nothing_on(room):
    shown = text(room)
    for key, button in (("f", "Flag it for a lead"), ("s", "Skip it")):
        for enter in ("Enter", "Control+Enter"):
            room.keyboard.press(key)
            room.keyboard.press(enter)
            expect(room.get_by_role("button", name=button)).to_be_focused()
            room.keyboard.press("Escape")
    assert text(room) == shown
    room.keyboard.press("f")
    room.keyboard.press("Enter")
    room.keyboard.press("Enter")
    room.get_by_text("A lead will look at it").wait_for()
    assert reasons("flagged") == [""]


def test_after_a_flag_that_stands_the_undo_key_says_who_can_help(room, codebook, lead):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    flagged(room)
    decide(item=Item.objects.get(state="flagged"), lead=lead, codebook=codebook, answers={"sentiment": "negative"})
    room.reload()
    room.keyboard.press("Control+z")
    room.get_by_text("so your flag stands").wait_for()
    room.keyboard.press("Control+z")
    room.get_by_text("The key takes back only what you did last").wait_for()
    expect(room.get_by_text("A lead can send a flagged item back to the queue").first).to_be_visible()
    screenshots(room, "review-rests", widths=(1280, 375))
    room.keyboard.press("Control+z")
    room.wait_for_timeout(200)
    expect(room.get_by_text("The key takes back only what you did last")).to_have_count(1)
    assert Annotation.objects.get().undone_at is None
    answer(room, "2")
    expect(room.locator("#review-last [data-key='Ctrl+z']")).to_have_count(1)
    room.reload()
    expect(room.locator("#review-last [data-key='Ctrl+z']")).to_have_count(1)


def test_the_undo_key_walks_back_over_answers_and_skips_also_after_a_closed_tab(room):
    seen = []
    for key in ("1", "Control+Space", "2"):
        seen.append(text(room))
        if key == "Control+Space":
            room.keyboard.press(key)
            expect(room.locator("#review-last")).to_contain_text("You skipped item")
            assert_accessible(room, themes=("light",))
        else:
            answer(room, key)
            expect(room.locator("#review-last")).to_contain_text("Your last answer")
        settled(room)
    for before in reversed(seen):
        room.keyboard.press("Control+z")
        expect(room.locator(TEXT)).to_have_text(before)
    expect(room.locator("#review-last [data-key='Ctrl+z']")).to_have_count(0)
    room.goto(room.url.split("?")[0])  # the address that a tab opens with
    for label, shown in (("negative", seen[0]), (None, seen[1]), ("positive", seen[2])):
        expect(room.locator(TEXT)).to_have_text(shown)
        if label:
            expect(room.locator(f"{CARD} input[value={label}]")).to_be_checked()
        else:
            room.keyboard.press("1")
        room.keyboard.press("Enter")
        expect(room.locator("#review-last")).to_contain_text("Your last answer")
    until(room, lambda: Annotation.objects.valid().count() == 3)
    assert_no_complaints(room)


@pytest.mark.parametrize(("key", "box"), [("s", ".skip-box [data-reason]"), ("c", "[data-comment]")])
def test_in_a_text_box_the_undo_key_takes_back_what_was_typed_there_and_nothing_else(room, key, box):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    shown = text(room)
    room.keyboard.press(key)
    room.keyboard.type("a")
    for _time in range(3):  # once too often, too
        room.keyboard.press("Control+z")
    expect(room.locator(f"{CARD} {box}")).to_have_value("")
    room.wait_for_timeout(300)
    assert text(room) == shown
    assert room.locator("#toasts .toast").count() == 0
    assert Annotation.objects.get().undone_at is None


def test_from_a_box_in_which_nothing_was_typed_the_undo_key_undoes_the_answer_and_the_help_says_so(room):
    first = text(room)
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    room.keyboard.press("?")
    told = "Undo the last answer; in a text box, what you typed there"
    expect(room.get_by_role("dialog").get_by_text(told, exact=True)).to_be_visible()
    room.keyboard.press("Escape")
    room.keyboard.press("s")
    room.keyboard.press("Control+z")
    expect(room.locator(TEXT)).to_have_text(first)
    assert Annotation.objects.get().undone_at is not None
