"""Questions with many labels: nine keep their keys and places, the others are found by typing."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation
from generation.models import Label
from tests.browser.annotation.asking import CARD, ROOM, kept, open_room, publish, stored
from tests.browser.annotation.test_several_questions import press
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

NAMES = [f"topic {n}" for n in range(1, 495)] + ["Refund late", "Refund", "환불 요청", "Größe", "Card lost", "شكوى"]
FORGET_PLACES = """
Object.keys(localStorage).filter((key) => key.includes('/recent/')).forEach((key) => localStorage.removeItem(key))
"""


@pytest.fixture
def ask(project, lead, annotator, signed_in_page):
    def room(names=NAMES, kind="label", items=3, other_words=None, **more):
        publish(project, lead, {"name": "topic", "type": kind, "labels": names, **more})
        for name, verbalizer in (other_words or {}).items():
            Label.objects.filter(name=name).update(verbalizer=verbalizer)
        texts = ({"text": f"Where is my money? {i}"} for i in range(items))
        return open_room(signed_in_page, project, annotator, *texts)

    return room


def box(page):
    return page.locator(f"{CARD} [role=combobox]")


def options(page):
    return page.locator(f"{CARD} [role=option] .found-name")


def expect_places(page, *names: str) -> None:
    expect(page.locator(f"{CARD} .recent > :not(template)")).to_have_text(names, use_inner_text=True)


def find(page, letters: str) -> None:
    press(page, "/")
    page.keyboard.type(letters)


def test_nine_labels_have_buttons_and_one_of_five_hundred_is_found_by_typing(ask):
    page = ask()
    assert page.locator(f"{CARD} .choices:not(.recent) label").count() == 9
    find(page, "refund")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(options(page)).to_have_text(["Refund", "Refund late"])
    marked = box(page).get_attribute("aria-activedescendant")
    expect(page.locator(f"[id='{marked}']")).to_have_text("Refund")
    press(page, "Enter", "Enter")  # taken, then submitted
    assert stored(page) == {"topic": "Refund"}
    assert_no_complaints(page)


def test_the_first_nine_keep_their_keys_and_letters_in_the_box_are_no_keys(ask):
    page = ask()
    find(page, "card 5f")
    expect(page.locator(f"{CARD} input:checked")).to_have_count(0)
    expect(page.locator(f"{CARD} .flag-box[open]")).to_have_count(0)
    press(page, "Escape", "Escape", "9", "Enter")
    assert stored(page) == {"topic": "topic 9"}


def test_a_label_is_found_by_its_other_word_by_accents_left_out_by_first_consonants_and_with_a_slip(ask):
    page = ask(other_words={"Card lost": "stolen plastic"})
    found = {"GROSSE": "Größe", "ㅎㅂ": "환불 요청", "refudn late": "Refund late", "stolen": "Card lost"}
    for letters, name in found.items():
        find(page, letters)
        expect(options(page).first, letters).to_have_text(name)
        press(page, "Escape", "Escape")


def test_where_nothing_fits_a_line_says_so_and_what_to_do_and_nothing_is_taken(ask):
    page = ask()
    line = page.locator(f"{CARD} [data-nothing]")
    expect(line).to_be_hidden()
    find(page, "zz<b>z")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(line).to_contain_text("No label fits “zz<b>z”. Try fewer letters or another word")
    expect(page.locator("#review-says")).to_contain_text("No label fits “zz<b>z”.")
    assert_accessible(page)
    screenshots(page, "many-labels-nothing")
    press(page, "Enter")
    expect(page.locator(f"{CARD} input:checked")).to_have_count(0)
    assert Annotation.objects.count() == 0
    press(page, "Escape")
    expect(line).to_be_hidden()
    page.keyboard.type("refund")
    expect(line).to_be_hidden()
    expect(page.locator(f"{CARD} [role=option]")).to_have_count(2)


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_places_of_labels_used_last_say_what_they_are_for_and_none_is_cut(ask, width):
    page = ask(items=8)
    page.set_viewport_size({"width": width, "height": 900})
    page.reload()
    hint = page.locator(f"{CARD} .recent-hint")
    expect(hint).to_contain_text("labels that you used last will stand here")
    screenshots(page, f"many-labels-places-{width}", widths=(width,), themes=("light",))
    for name in ("Refund", "Größe", "Card lost", "topic 20", "topic 21", "topic 22"):
        find(page, name)
        press(page, "Enter")
        expect(hint).to_be_hidden()
        press(page, "Enter")
        expect(page.locator(".review-card")).to_have_count(2)
    row = page.locator(f"{CARD} .recent")
    expect(row.locator("label")).to_have_count(6)
    screenshots(page, f"many-labels-used-{width}", widths=(width,), themes=("light",))
    if width == 1440:
        assert row.evaluate("row => row.scrollWidth <= row.clientWidth"), "all six are in sight"
    else:
        third = row.locator("label").nth(2)
        assert third.evaluate(
            "cell => cell.getBoundingClientRect().left < cell.parentElement.getBoundingClientRect().right"
        ), "a piece of the next one says that there is more"


def test_labels_used_last_stand_in_places_that_stay(ask):
    page = ask(items=12)
    before = page.locator(f"{CARD} .recent").bounding_box()
    used = ["Refund", "Größe", "Card lost", "topic 20", "topic 21", "topic 22"]
    for name in used:
        find(page, name)
        press(page, "Enter", "Enter")
        expect(page.locator(".review-card")).to_have_count(2)
    expect_places(page, *used)
    find(page, "Refund")
    press(page, "Enter", "Enter")
    find(page, "topic 23")
    press(page, "Enter", "Enter")
    expect_places(page, "Refund", "topic 23", *used[2:])  # the one used longest ago gave its place away
    page.reload()
    expect_places(page, "Refund", "topic 23", *used[2:])
    after = page.locator(f"{CARD} .recent").bounding_box()
    assert (after["y"], after["height"]) == (before["y"], before["height"])


def test_several_labels_are_taken_one_after_the_other_and_again_left_out(ask):
    page = ask(kind="multi_label", options={"most": 3})
    press(page, "2")
    find(page, "refund")
    press(page, "Enter")
    page.keyboard.type("card l")
    press(page, "Enter")
    expect(page.locator("#review-says")).to_have_text("Chosen: Card lost")
    page.keyboard.type("topic 30")
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("at most 3")
    page.keyboard.type("card l")
    press(page, "Enter")
    expect(page.locator("#review-says")).to_have_text("No longer chosen: Card lost")
    press(page, "Enter", "Enter")  # out of the empty box, then submitted
    assert stored(page) == {"topic": ["topic 2", "Refund"]}


def test_a_far_label_that_was_chosen_is_there_again_after_a_reload_and_when_it_is_corrected(ask):
    page = ask()
    find(page, "refund late")
    press(page, "Enter")
    kept(page, "Refund late")
    page.evaluate(FORGET_PLACES)
    page.reload()
    expect(page.locator(f"{CARD} .recent input:checked")).to_have_value("Refund late")
    press(page, "Enter")
    assert stored(page) == {"topic": "Refund late"}
    page.open(f"/projects/reviews/review/answers/{Annotation.objects.get().pk}/")
    expect(page.locator(".recent input:checked")).to_have_value("Refund late")
    find(page, "card lost")
    press(page, "Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/answers/")
    assert Annotation.objects.valid().get().answers == {"topic": "Card lost"}


def test_ten_to_twenty_labels_all_have_buttons_and_the_box_presses_them(ask):
    page = ask(names=[f"label {n}" for n in range(1, 15)])
    assert page.locator(f"{CARD} .choices label").count() == 14
    find(page, "14")
    press(page, "Enter", "Enter")
    assert stored(page) == {"topic": "label 14"}


def test_nine_labels_need_no_box(ask):
    page = ask(names=[f"label {n}" for n in range(1, 10)])
    expect(page.locator("[role=combobox]:visible")).to_have_count(0)


def test_marks_get_their_label_from_the_box(ask):
    page = ask(kind="spans", names=NAMES[:30] + ["Money"])
    press(page, "m", "Control+Shift+ArrowRight")
    find(page, "money")
    press(page, "Enter", "Control+Enter")
    assert stored(page)["topic"][0]["label"] == "Money"


def test_by_touch_on_a_small_phone(ask, browser, live_server, context):
    page = ask()
    page.set_viewport_size({"width": 320, "height": 568})
    page.reload()
    box(page).click()
    page.locator(f"{CARD} [role=option]", has_text="환불 요청").click()
    expect(page.locator(f"{CARD} .recent input:checked")).to_have_value("환불 요청")
    page.get_by_role("button", name="Submit").click()
    assert stored(page) == {"topic": "환불 요청"}
    assert_fits(page)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (320, 720)])
def test_nobody_is_kept_out(ask, width, height):
    page = ask()
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    assert_accessible(page)
    find(page, "re")
    expect(page.locator(f"{CARD} [role=option]").first).to_be_visible()
    assert_accessible(page)
    screenshots(page, f"many-labels-{width}", widths=(width,))


def test_a_lead_decides_with_the_same_box(ask, project, lead, signed_in_page):
    page = ask()
    press(page, "f")
    page.keyboard.type("odd")
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Flagged")
    page = signed_in_page(lead)
    page.open("/projects/reviews/review/flagged/")
    page.get_by_role("combobox", name="Find one of").fill("refund")
    press(page, "Enter")
    page.get_by_label("Why").fill("It says so.")
    assert_accessible(page, themes=("light",))
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("#toasts")).to_contain_text("Decided")
    assert project.items.get(state="answered").sample.current_label == "Refund"


def test_a_browser_without_scripts_has_a_list(ask, annotator, client):
    ask()
    client.force_login(annotator)
    html = client.get(ROOM).content.decode()
    assert '<select name="q-topic-more"' in html
    assert "<option>Refund</option>" in html
