"""What was never sent is taken back here; what may have arrived is undone where it arrived."""

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, Item
from tests.browser.annotation.asking import CARD, until
from tests.browser.annotation.kept_in_the_browser import KEPT, another_tab, answer, arrived, remark
from tests.browser.annotation.kept_in_the_browser import room as room
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots


def test_offline_the_undo_key_walks_back_over_what_was_never_sent(room, context):
    texts = []
    context.set_offline(True)
    for number, key in enumerate(["2", "Control+Space"], start=1):
        texts.append(room.locator(f"{CARD} .sample").inner_text())
        if key == "2":
            room.keyboard.press("2")
            remark(room, "half of it")
            room.keyboard.press("Control+Enter")
        else:
            room.keyboard.press(key)
        expect(room.locator("#review-waiting")).to_contain_text(f"Not sent yet: {number}.")
    assert_accessible(room, themes=("light",))
    screenshots(room, "review-offline-undo", widths=(1280, 375))
    room.keyboard.press("Control+z")
    expect(room.get_by_text("Taken back. It was not sent.")).to_be_visible()
    expect(room.locator(f"{CARD} .sample")).to_have_text(texts[1])
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.get_by_role("button", name="Undo the last one").click()
    expect(room.locator(f"{CARD} .sample")).to_have_text(texts[0])
    expect(room.locator(f"{CARD} input[value=positive]")).to_be_checked()
    expect(room.locator(f"{CARD} [data-comment]")).to_have_value("half of it")
    expect(room.locator("#review-waiting")).to_be_hidden()
    assert not [key for key in room.evaluate(KEPT) if "/outbox/" in key]
    room.keyboard.press("1")
    room.keyboard.press("Control+Enter")
    context.set_offline(False)
    arrived(room, 1)
    assert (Annotation.objects.get().label, Annotation.objects.get().comment) == ("negative", "half of it")
    assert not Assignment.objects.filter(state="skipped").exists()
    assert_no_complaints(room)


def test_a_flag_that_was_never_sent_is_taken_back_with_its_words(room, context):
    shown = room.locator(f"{CARD} .sample").inner_text()
    context.set_offline(True)
    room.keyboard.press("f")
    room.keyboard.type("cannot read it")
    room.keyboard.press("Enter")
    expect(room.locator("#review-waiting")).to_be_visible()
    room.keyboard.press("Control+z")
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    room.keyboard.press("f")
    expect(room.locator(f"{CARD} .flag-box:not(.skip-box) [name=reason]")).to_have_value("cannot read it")
    room.keyboard.press("Escape")
    context.set_offline(False)
    answer(room, "1")
    arrived(room, 1)
    assert not Item.objects.filter(state=Item.State.FLAGGED).exists()


def test_after_the_sign_in_ended_what_waits_can_be_taken_back_and_is_there_after_it(room, annotator):
    Session.objects.all().delete()
    shown = room.locator(f"{CARD} .sample").inner_text()
    answer(room, "2")
    expect(room.locator("#review-waiting")).to_contain_text("Your sign-in has ended")
    room.keyboard.press("Control+z")
    expect(room.locator(f"{CARD} input[value=positive]")).to_be_checked()
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.keyboard.press("Control+z")
    expect(room.locator("#review-waiting")).to_be_hidden()
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    assert not Annotation.objects.exists()


def test_what_may_have_arrived_is_not_taken_back_and_the_page_says_so(room):
    """Its receipt was lost: the server has it, so it is undone there once the two have spoken."""
    shown = room.locator(f"{CARD} .sample").inner_text()
    room.route("**/answer/", lambda route: (route.fetch(), route.abort()))
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.keyboard.press("Control+z")
    expect(room.get_by_text("may have arrived already")).to_be_visible()
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.unroute("**/answer/")
    room.evaluate("window.dispatchEvent(new Event('focus'))")
    arrived(room, 1)
    room.keyboard.press("Control+z")
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    until(room, lambda: not Annotation.objects.valid().exists())


def test_undo_while_it_is_sent_is_done_once_the_server_has_it(room):
    shown = room.locator(f"{CARD} .sample").inner_text()
    held = []
    room.route("**/answer/", lambda route: held.append(route))
    answer(room, "1")
    room.keyboard.press("Control+z")
    expect(room.get_by_text("is undone once the server has answered")).to_be_visible()
    until(room, lambda: held)
    held[0].continue_()
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    until(room, lambda: Annotation.objects.filter(undone_at__isnull=False).count() == 1)


def test_undo_of_what_the_server_does_not_take_undoes_nothing_else(room):
    answer(room, "1")
    arrived(room, 1)
    held = []
    room.route("**/answer/", lambda route: held.append(route))
    answer(room, "2")
    room.keyboard.press("Control+z")
    until(room, lambda: held)
    held[0].abort()
    expect(room.get_by_text("may have arrived already")).to_be_visible()
    assert Annotation.objects.valid().count() == 1


def test_what_another_tab_is_sending_is_not_taken_back(room, context):
    """Both tabs know of it, one sends: it is stored once, and undone at the server if at all."""
    tab = another_tab(room)
    context.set_offline(True)
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_be_visible()
    room.route("**/review/items/**", lambda route: route.abort())
    held = []
    tab.route("**/answer/", lambda route: held.append(route))
    context.set_offline(False)
    until(tab, lambda: held)
    room.keyboard.press("Control+z")
    expect(room.get_by_text("may have arrived already")).to_be_visible()
    room.unroute("**/review/items/**")
    held[0].continue_()
    arrived(tab, 1)
