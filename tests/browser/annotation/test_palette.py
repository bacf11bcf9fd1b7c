"""The command palette in a browser: by keyboard alone, and by touch."""

import re

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, ReviewPolicy
from generation.models import Membership, Project
from tests.browser.annotation.asking import CARD, open_room, publish, stored, until
from tests.browser.annotation.test_several_questions import press
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots

QUESTION = {"name": "kind", "type": "label", "labels": ["person", "place"]}


@pytest.fixture
def room(project, lead, annotator, signed_in_page):
    ReviewPolicy.objects.create(project=project, suggestion="hidden", overlap_share=0.0)
    publish(project, lead, QUESTION)
    return open_room(signed_in_page, project, annotator, *({"text": f"Anna {i}"} for i in range(4)))


def box(page):
    return page.locator("#palette-find")


def names(page) -> list[str]:
    return page.locator("#palette .palette-name").all_inner_texts()


def wait_for_pages(page) -> None:
    expect(page.locator("#palette-list")).to_contain_text("Access tokens")


def choose(page, letters: str) -> None:
    press(page, "Control+k")
    wait_for_pages(page)
    page.keyboard.type(letters)
    page.keyboard.press("Enter")  # it may lead elsewhere


def test_it_goes_to_a_page_by_its_name(project, codebook, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open("/projects/reviews/")
    choose(page, "audit l")
    page.wait_for_url("**/projects/reviews/events/")
    choose(page, "tokens")
    page.wait_for_url("**/tokens/")
    choose(page, "new pro")
    page.wait_for_url("**/projects/new/")
    assert_no_complaints(page)


def test_an_annotator_is_not_led_to_what_is_a_lead_s(room):
    press(room, "Control+k")
    wait_for_pages(room)
    offered = names(room)
    assert "My answers" in offered
    assert not {"Audit log", "Settings", "Rules of review", "Generate"} & set(offered)


def test_the_room_s_actions_stand_there_with_their_keys_and_happen(room):
    press(room, "1", "Control+k")
    wait_for_pages(room)
    rows = [re.sub(r"\s+", " ", text) for text in room.locator("#palette-list [role=option]").all_inner_texts()]
    for action in (
        "Submit the answer, while writing too",
        "Skip",
        "Flag for a lead",
        "Comment",
        "Codebook: open, close",
    ):
        assert any(row.startswith(action) and "Here" in row for row in rows), action
    assert "Skip Here Ctrl Space" in rows
    room.keyboard.type("submit")
    press(room, "Enter")
    assert stored(room) == {"kind": "person"}
    choose(room, "undo")
    expect(room.locator("#review-last")).not_to_contain_text("Your last answer")
    choose(room, "skip")
    expect(room.locator(".review-card")).to_have_count(2)
    until(room, Assignment.objects.filter(state="skipped").exists)
    assert Assignment.objects.filter(state="skipped").count() == 1
    assert Annotation.objects.valid().count() == 0


def test_what_was_said_of_it_is_asked_for_a_comment_is_begun_and_the_codebook_folded(room):
    press(room, "1", "Enter")
    stored(room)
    choose(room, "what the model")
    expect(room.locator("#review-last")).to_contain_text("No model has labelled it")
    choose(room, "comment")
    expect(room.locator(f"{CARD} [data-comment]")).to_be_focused()
    room.keyboard.type("odd")
    choose(room, "codebook: open")
    expect(room.locator("#review-guide")).not_to_have_attribute("open", "")
    choose(room, "shortcuts")
    expect(room.locator("#keys-help")).to_be_visible()
    expect(room.locator("#keys-list")).to_contain_text("Go to a page, or do something")


def test_the_focus_goes_back_to_where_it_was_while_somebody_writes_too(room):
    press(room, "c")
    room.keyboard.type("half a sen")
    press(room, "Control+k", "Escape")
    expect(room.locator(f"{CARD} [data-comment]")).to_be_focused()
    room.keyboard.type("tence")
    expect(room.locator(f"{CARD} [data-comment]")).to_have_value("half a sentence")
    press(room, "Control+k", "Control+k")
    expect(room.locator("#palette")).to_be_hidden()


def test_answers_to_questions_are_no_actions_and_keys_rest_under_it(room):
    press(room, "Control+k")
    assert "person" not in names(room)
    room.keyboard.type("1f")
    press(room, "Escape")
    expect(room.locator(f"{CARD} input:checked")).to_have_count(0)
    expect(room.locator(f"{CARD} .flag-box[open]")).to_have_count(0)


def test_themes_and_languages_are_changed(room):
    choose(room, "dark")
    expect(room.locator("html")).to_have_attribute("data-theme", "dark")
    choose(room, "한국어")
    expect(room.locator("html")).to_have_attribute("lang", "ko")
    press(room, "Control+k")
    expect(room.locator("#palette-pages a")).not_to_have_count(0)
    room.keyboard.type("my answers")  # by the English name, too
    room.keyboard.press("Enter")
    room.wait_for_url("**/review/answers/")


def test_other_projects_and_samples_come_from_the_server_as_somebody_types(project, codebook, lead, signed_in_page):
    other = Project.objects.create(slug="tickets", name="Support tickets", created_by=lead)
    Membership.objects.create(project=other, user=lead, role="lead")
    page = signed_in_page(lead)
    page.open("/projects/reviews/")
    press(page, "Control+k")
    wait_for_pages(page)
    page.keyboard.type("support t")
    expect(page.locator("#palette-list")).to_contain_text("Support tickets")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/tickets/")
    press(page, "Control+k")
    page.keyboard.type("zzzz")
    expect(page.locator("#palette-none")).to_be_visible()
    press(page, "Enter")
    expect(page.locator("#palette")).to_be_visible()


def test_by_touch_from_the_header_of_a_small_phone(room):
    room.set_viewport_size({"width": 320, "height": 568})
    room.reload()
    room.get_by_role("button", name="Go to a page, or do something").click()
    wait_for_pages(room)
    room.get_by_role("option", name="My answers Page").click()
    room.wait_for_url("**/review/answers/")


@pytest.mark.parametrize("width", [1440, 320])
def test_nobody_is_kept_out(room, width):
    room.set_viewport_size({"width": width, "height": 720})
    press(room, "Control+k")
    wait_for_pages(room)
    expect(box(room)).to_have_attribute("aria-activedescendant", re.compile("."))
    marked = box(room).get_attribute("aria-activedescendant")
    expect(room.locator(f"[id='{marked}']")).to_have_attribute("aria-selected", "true")
    press(room, "ArrowDown")
    expect(box(room)).not_to_have_attribute("aria-activedescendant", marked)
    expect(room.locator("#palette-says")).to_contain_text("Found: ")
    assert_accessible(room)
    screenshots(room, f"palette-{width}", widths=(width,))
    assert_no_complaints(room)
