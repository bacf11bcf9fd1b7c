"""Items that are flagged or skipped in the room, with a reason or without."""

from playwright.sync_api import expect

from annotation.models import Annotation, Item
from tests.browser.annotation.asking import CARD
from tests.browser.annotation.reviews_room import reasons, settled, text
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots


def test_leaving_the_flag_box_gives_the_keys_back_to_the_item(room):
    room.keyboard.press("1")
    room.keyboard.press("f")
    room.keyboard.press("Escape")
    room.keyboard.press("Enter")
    room.get_by_text("Your last answer").wait_for()
    assert Annotation.objects.get().label == "negative"


def test_the_flag_box_is_sent_by_either_enter(room):
    room.keyboard.press("f")
    room.keyboard.type("cannot read it")
    room.keyboard.press("Control+Enter")
    room.get_by_text("A lead will look at it").wait_for()
    assert Item.objects.filter(state="flagged").count() == 1


def test_skip_with_a_reason_by_key_which_the_help_lists(room):
    room.keyboard.press("?")
    expect(room.get_by_role("dialog").get_by_text("Skip with a reason", exact=True)).to_be_visible()
    room.keyboard.press("Escape")
    skipped = text(room)
    room.keyboard.press("s")
    expect(room.get_by_role("textbox", name="Why do you skip this item?")).to_be_focused()
    room.keyboard.type("not my language, 1 <b>of two")
    assert_accessible(room)
    screenshots(room, "review-skip", widths=(1440, 390, 320))
    room.keyboard.press("Enter")
    settled(room, last=False)
    assert text(room) != skipped
    for ending in ("Control+Space", "Control+Enter"):
        room.keyboard.press("s")
        room.keyboard.type(f"so be it, {ending}")
        room.keyboard.press(ending)
        settled(room, last=False)
    room.keyboard.press("Control+Space")
    settled(room, last=False)
    written = ["not my language, 1 <b>of two", "so be it, Control+Space", "so be it, Control+Enter", ""]
    assert reasons("skipped") == written
    assert not Annotation.objects.exists()
    assert_no_complaints(room)


def test_the_boxes_of_a_skip_and_of_a_flag_make_room_for_each_other_and_keep_apart_what_they_hold(room):
    room.keyboard.press("s")
    room.keyboard.type("of a skip")
    room.locator(f"{CARD} .flag-box:not(.skip-box) summary").click()
    expect(room.locator(f"{CARD} .flag-box[open]")).to_have_count(1)
    room.keyboard.type("of a flag")
    room.wait_for_function("() => Object.values(localStorage).some(kept => kept.includes('of a flag'))")
    room.reload()
    expect(room.locator(f"{CARD} .skip-box [name=reason]")).to_have_value("of a skip")
    expect(room.locator(f"{CARD} .flag-box:not(.skip-box) [name=reason]")).to_have_value("of a flag")
    room.keyboard.press("s")
    room.keyboard.press("Escape")
    room.keyboard.press("1")
    room.keyboard.press("Enter")
    settled(room)
    assert Annotation.objects.get().label == "negative"


def test_skip_with_a_reason_by_touch_on_a_small_phone(room):
    room.set_viewport_size({"width": 320, "height": 640})
    room.locator(f"{CARD} .skip-box summary").click()
    assert_fits(room)
    room.get_by_role("textbox", name="Why do you skip this item?").fill("내 언어가 아님")
    room.get_by_role("button", name="Skip it").click()
    settled(room, last=False)
    assert reasons("skipped") == ["내 언어가 아님"]


def test_what_was_missing_of_an_item_is_said_no_more_once_it_is_skipped(room):
    room.keyboard.press("Enter")
    expect(room.locator("#toasts .hint")).to_be_visible()
    room.keyboard.press("Control+ ")
    expect(room.locator("#toasts .hint")).to_have_count(0)
