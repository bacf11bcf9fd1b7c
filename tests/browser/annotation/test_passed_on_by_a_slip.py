"""What was skipped or flagged by a slip comes back with what was written on it."""

import re

from playwright.sync_api import expect

from annotation.models import Annotation, Assignment
from annotation.queue.actions.dispense import hand_out
from tests.browser.annotation.asking import CARD
from tests.browser.annotation.kept_in_the_browser import KEPT, answer, arrived, fill_up, remark
from tests.browser.annotation.kept_in_the_browser import room as room
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots


def as_begun(page, text: str, comment: str) -> None:
    """The item with this text is shown, with the label and the comment that its person had given."""
    expect(page.locator(f"{CARD} .sample")).to_have_text(text)
    expect(page.locator(f"{CARD} input[value=positive]")).to_be_checked()
    expect(page.locator(f"{CARD} [data-comment]")).to_have_value(comment)


def skip_what_was_begun(page, comment: str = "12 shades of it") -> str:
    """The text of the item that was skipped by a slip beside Ctrl+Enter, and the server has it."""
    text = page.locator(f"{CARD} .sample").inner_text()
    page.keyboard.press("2")
    remark(page, comment)
    page.keyboard.press("Control+Space")
    expect(page.locator("#review-last")).to_contain_text("You skipped item")
    expect(page.locator(f"{CARD} .sample")).not_to_have_text(text)
    return text


def test_what_was_skipped_by_a_slip_comes_back_with_what_was_written(room):
    text = skip_what_was_begun(room)
    room.keyboard.press("Control+z")
    as_begun(room, text, "12 shades of it")
    room.reload()
    as_begun(room, text, "12 shades of it")
    room.locator(f"{CARD} [data-submit]").click()
    arrived(room, 1)
    assert Annotation.objects.get().comment == "12 shades of it"
    assert not [key for key in room.evaluate(KEPT) if "/drafts/" in key]
    assert_no_complaints(room)


def test_it_comes_back_so_after_a_reload_and_after_another_answer_that_is_undone_first(room):
    text = skip_what_was_begun(room)
    answer(room, "1")
    arrived(room, 1)
    room.reload()
    expect(room.locator(CARD)).to_be_visible()
    expect(room.locator("#review-told textarea")).to_have_count(0)
    room.keyboard.press("Control+z")
    expect(room.locator("#review-last")).to_contain_text("You skipped item")
    room.keyboard.press("Control+z")
    as_begun(room, text, "12 shades of it")


def test_skipped_without_a_connection_it_comes_back_so_once_it_was_sent(room, context):
    text = room.locator(f"{CARD} .sample").inner_text()
    context.set_offline(True)
    room.keyboard.press("2")
    remark(room, "half of it")
    room.keyboard.press("Control+Space")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    context.set_offline(False)
    expect(room.locator("#review-last")).to_contain_text("You skipped item")
    room.keyboard.press("Control+z")
    as_begun(room, text, "half of it")


def test_a_comment_is_offered_as_why_one_flags_and_comes_back_with_the_item(room):
    text = room.locator(f"{CARD} .sample").inner_text()
    room.keyboard.press("2")
    remark(room, "two films\nin one text")
    room.keyboard.press("Escape")
    room.keyboard.press("f")
    why = room.locator(f"{CARD} .flag-box:not(.skip-box) [name=reason]")
    expect(why).to_have_value("two films in one text")
    room.keyboard.press("Escape")
    expect(why).to_have_value("")
    room.keyboard.press("f")
    room.keyboard.press("End")
    room.keyboard.type("!")
    room.keyboard.press("Enter")
    expect(room.locator("#review-last")).to_contain_text("You flagged item")
    assert Assignment.objects.get(state="flagged").reason == "two films in one text!"
    room.keyboard.press("Control+z")
    as_begun(room, text, "two films\nin one text")


def test_what_was_written_on_a_skipped_item_that_does_not_come_back_is_told(room, annotator2):
    skip_what_was_begun(room)
    skipped = Assignment.objects.get(state="skipped")
    while hand_out(project=skipped.project, user=annotator2).item_id != skipped.item_id:
        pass
    room.keyboard.press("Control+z")
    expect(room.locator("#review-told")).to_contain_text("does not come back to you. Here is what you had:")
    expect(room.locator("#review-told textarea")).to_have_value(re.compile("12 shades of it"))
    assert_accessible(room, themes=("light",))
    screenshots(room, "review-skip-stands", widths=(1280, 375))


def test_so_is_what_was_written_on_an_item_that_could_not_be_skipped_any_more(room):
    Assignment.objects.filter(lease=room.locator(CARD).get_attribute("data-lease")).update(state="expired")
    remark(room, "12 shades of it")
    room.keyboard.press("Control+Space")
    expect(room.locator("#review-told textarea")).to_have_value("Comment\n12 shades of it")


def test_a_browser_without_room_keeps_it_as_long_as_the_page(room):
    fill_up(room)
    text = room.locator(f"{CARD} .sample").inner_text()
    room.keyboard.press("2")
    room.keyboard.press("c")
    room.keyboard.type("12 shades of it")
    room.keyboard.press("Control+Space")
    expect(room.locator("#review-last")).to_contain_text("You skipped item")
    room.keyboard.press("Control+z")
    as_begun(room, text, "12 shades of it")


def test_signing_out_forgets_what_was_skipped(room):
    skip_what_was_begun(room)
    room.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    room.wait_for_url("**/sign-in/**")
    assert room.evaluate(KEPT) == []
