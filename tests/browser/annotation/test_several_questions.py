"""Several questions of one item: which are asked, which one the keys go to, and the same questions before a lead."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, Item, Resolution
from tests.browser.annotation.asking import CARD, ROOM, kept, open_room, publish, stored
from tests.browser.conftest import (
    assert_accessible,
    assert_fits,
    assert_no_complaints,
    screenshots,
)

FIELDS = [
    {"name": "text", "title": "Question", "type": "text"},
    {"name": "one", "title": "First answer", "type": "text"},
    {"name": "two", "title": "Second answer", "type": "text"},
    {"name": "three", "title": "Third answer", "type": "text"},
    {"name": "talk", "title": "Talk", "type": "chat"},
]
ITEM = {
    "text": "Where did Anna 👩‍🚀 fly? \u202bإلى سيول\u202c, or elsewhere? 안나는 서울로 갔다.",
    "one": "She flew to Seoul, in the spring of 1998, with two friends and a dog.",
    "two": "To Busan, I think.",
    "three": "Nobody knows <b>that</b>.",
    "talk": '[{"role": "user", "content": "Where?"}, {"role": "assistant", "content": "In Seoul."}]',
}
LONG = "👍 " + "word " * 100_000
KIND = {"name": "kind", "type": "label", "labels": ["person", "place"]}
WHY = {"name": "why", "type": "multi_label", "labels": ["rude", "wrong", "short"], "options": {"least": 0},
       "when": {"question": "kind", "answers": ["place"]}}  # fmt: skip
QUALITY = {"name": "quality", "type": "rating", "options": {"low_word": "useless", "high_word": "perfect"}}
BEST = {"name": "best", "type": "ranking", "options": {"fields": ["one", "two", "three"]}}
BETTER = {"name": "better", "type": "ranking", "required": False, "options": {"fields": ["one", "two"]}}
FIXED = {"name": "fixed", "type": "text", "required": False, "options": {"starts_from": "one"}}
NAMES = {"name": "names", "type": "spans", "labels": ["person", "place", "date"], "options": {"overlap": True}}
ALL = (KIND, WHY, QUALITY, BEST, BETTER, FIXED, NAMES)


@pytest.fixture
def ask(project, lead, annotator, signed_in_page):
    def room(*questions, fields=FIELDS, items=(ITEM,)):
        publish(project, lead, *questions, fields=fields)
        return open_room(signed_in_page, project, annotator, *items)

    return room


def press(page, *keys: str) -> None:
    """Keys as a person presses them: the next one once the page has taken the last one in."""
    for key in keys:
        page.keyboard.press(key)
        page.evaluate("new Promise((done) => setTimeout(done, 30))")


def question(page, name: str):
    return page.locator(f"{CARD} [data-question={name}]")


def test_a_question_comes_up_with_the_answer_that_it_depends_on_and_goes_unsent_without_it(ask):
    page = ask(KIND, WHY)
    expect(question(page, "why")).to_be_hidden()
    press(page, "2")
    expect(question(page, "why")).to_be_visible()
    expect(page.locator("#review-says")).to_have_text("Why?")
    press(page, "4", "5", "1")  # ticked, and then no longer asked
    expect(question(page, "why")).to_be_hidden()
    press(page, "Enter")
    assert stored(page) == {"kind": "person"}


def test_what_was_ticked_is_still_there_when_a_question_comes_up_again(ask):
    page = ask(KIND, WHY)
    press(page, "2", "Enter")
    hint = page.locator(".toast", has_text="Why? Choose a label.")
    expect(hint).to_have_class("toast hint")  # nothing has gone wrong
    press(page, "4", "1", "2", "Enter")
    assert stored(page) == {"kind": "place", "why": ["wrong"]}


def test_what_was_missing_is_no_longer_said_once_it_is_answered(ask):
    page = ask(KIND, WHY, items=(ITEM, ITEM | {"text": "Another one"}))
    press(page, "2", "Enter")
    expect(page.locator("#toasts")).to_contain_text("Why? Choose a label.")
    press(page, "4")
    expect(page.locator("#toasts")).not_to_contain_text("Choose a label.")
    press(page, "Enter")
    assert stored(page) == {"kind": "place", "why": ["wrong"]}


def test_the_keys_into_a_text_and_into_the_marks_work_from_any_question(ask):
    page = ask(KIND, QUALITY, FIXED, NAMES)
    press(page, "2", "5", "e")
    expect(question(page, "fixed").locator("textarea")).to_be_focused()
    press(page, "Escape", "m")
    expect(page.get_by_role("textbox", name="Text to mark")).to_be_focused()
    press(page, "Escape", "?")
    expect(
        page.get_by_role("dialog").locator("kbd", has_text="E").and_(page.get_by_text("E", exact=True))
    ).to_have_count(1)


def test_up_to_nine_labels_have_each_a_key_of_its_own(ask):
    page = ask(KIND, {"name": "other", "type": "label", "labels": ["yes", "no"]})
    press(page, "4", "2", "3", "Enter")
    assert stored(page) == {"kind": "place", "other": "yes"}


def test_where_keys_repeat_they_go_from_one_open_question_to_the_next(ask):
    page = ask(KIND, QUALITY, {"name": "style", "type": "rating"})
    expect(question(page, "quality").locator("xpath=self::*[@data-keys-rest]")).to_have_count(1)
    press(page, "2", "5", "3", "4", "Enter")  # the last one stays at hand, and 4 corrects 3
    assert stored(page) == {"kind": "place", "quality": 5, "style": 4}


def test_after_a_reload_the_keys_go_to_the_first_question_without_an_answer(ask):
    page = ask(KIND, {**QUALITY, "required": False}, {"name": "style", "type": "rating"})
    press(page, "2")
    question(page, "style").get_by_text("4", exact=True).click()
    kept(page, '["q-style","4"]')
    page.reload()
    press(page, "3", "Enter")
    assert stored(page) == {"kind": "place", "quality": 3, "style": 4}


def test_after_a_reload_nothing_that_was_answered_first_is_changed_by_the_next_key(ask):
    page = ask(KIND, QUALITY, {"name": "style", "type": "rating"})
    press(page, "2", "5", "3")
    kept(page, '["q-style","3"]')
    page.reload()
    press(page, "1", "Enter")
    assert stored(page) == {"kind": "place", "quality": 5, "style": 1}


def test_a_question_that_was_passed_is_gone_back_to_and_what_is_missing_is_shown(ask):
    page = ask(KIND, {**QUALITY, "required": False}, {"name": "style", "type": "rating"})
    press(page, "2", "3", "Enter")
    expect(page.locator("#toasts")).to_contain_text("Style? Choose a number.")
    press(page, "4")
    question(page, "quality").get_by_text("1", exact=True).click()
    question(page, "kind").get_by_text("person").click()
    press(page, "Enter")
    assert stored(page) == {"kind": "person", "quality": 1, "style": 4}


def test_a_digit_takes_the_focus_on_with_the_keys_and_arrows_rank_what_is_at_hand(ask):
    page = ask(KIND, {**WHY, "when": {}}, QUALITY, BETTER)
    press(page, "1", "2", "Enter")
    expect(question(page, "quality").get_by_role("radio").first).to_be_focused()
    press(page, "4")
    expect(question(page, "better")).to_be_focused()
    press(page, "ArrowRight", "Enter")
    answers = stored(page)
    assert answers["quality"] == 4
    assert len(answers["better"]) == 2


def test_a_digit_leaves_the_scale_where_each_key_means_one_thing_too(ask):
    page = ask(QUALITY, BETTER)
    press(page, "Enter")
    expect(question(page, "quality").get_by_role("radio").first).to_be_focused()
    press(page, "1", "ArrowRight", "4", "ArrowLeft", "Enter")
    answers = stored(page)
    assert answers["quality"] == 4
    assert len(answers["better"]) == 2


def test_who_tabs_to_a_scale_moves_along_it_with_the_arrows(ask):
    page = ask(KIND, QUALITY, BETTER)
    press(page, "1")
    question(page, "quality").get_by_role("radio").first.focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(question(page, "quality").get_by_role("radio", name="4", exact=True)).to_be_checked()
    expect(question(page, "better").locator("input:checked")).to_have_count(0)


def test_after_a_click_on_a_number_the_arrows_rank_what_is_at_hand(ask):
    page = ask(KIND, QUALITY, BETTER)
    press(page, "1")
    question(page, "quality").get_by_text("4", exact=True).click()
    press(page, "ArrowRight", "Enter")
    answers = stored(page)
    assert answers["quality"] == 4
    assert len(answers["better"]) == 2


def test_marking_goes_on_after_a_text_was_mended(ask):
    page = ask(KIND, QUALITY, FIXED, NAMES)
    press(page, "1", "5", "e", "x", "Escape", "m", "Home", "Control+Shift+ArrowRight", "1")
    expect(page.locator(f"{CARD} .marked li")).to_have_count(1)
    press(page, "Escape", "Enter")
    answers = stored(page)
    assert answers["names"] == [{"start": 0, "end": len("Where"), "label": "person"}]
    assert answers["kind"] == "person"


def test_several_marks_in_the_same_text_go_to_the_question_at_hand(ask):
    page = ask(NAMES, {**NAMES, "name": "verbs", "labels": ["verb"]})
    press(page, "m", *["Control+ArrowRight"] * 2, "Control+Shift+ArrowRight", "1", "Escape")
    question(page, "verbs").get_by_role("button", name="verb").focus()
    press(page, "m", "Home", "Control+Shift+ArrowRight", "1", "Enter")
    answers = stored(page)
    assert [span["label"] for name in ("names", "verbs") for span in answers[name]] == ["person", "verb"]
    assert answers["verbs"][0] == {"start": 0, "end": len("Where"), "label": "verb"}


def fill_in(page) -> None:
    """An answer to each of ALL."""
    question(page, "kind").get_by_text("place").click()
    question(page, "why").get_by_text("None applies").click()
    question(page, "quality").get_by_text("4", exact=True).click()
    for name in ("two", "one", "three"):
        question(page, "best").locator(f"[data-name={name}] [data-pick]").click()
    question(page, "best").locator("[data-name=three] [data-tie]").click()
    question(page, "better").get_by_text("Equally good").click()
    question(page, "fixed").locator("textarea").fill(
        "She flew to Busan, in the spring, with two good friends and a dog."
    )
    press(page, "Escape")
    question(page, "names").get_by_role("button", name="person").focus()
    press(page, "m", "Home", *["Control+ArrowRight"] * 2, *["Control+Shift+ArrowRight"] * 3, "1")
    press(page, "Home", *["Control+ArrowRight"] * 3, *["Shift+ArrowRight"] * 4, "2")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_card_with_every_kind_of_question_is_accessible_and_fits_a_small_phone(ask, language):
    page = ask(*ALL, items=(ITEM, {**ITEM, "text": "Another."}))
    fill_in(page)
    if language == "ko":
        page.context.add_cookies([{"name": "django_language", "value": "ko", "url": page.url}])
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "ko")
        for name in ("two", "one"):
            question(page, "best").locator(f"[data-name={name}] [data-pick]").click()
        question(page, "kind").get_by_text("place").click()
    assert_accessible(page)
    screenshots(page, f"questions-{language}")
    page.set_viewport_size({"width": 320, "height": 640})
    assert_fits(page)
    assert_no_complaints(page)


def test_every_kind_of_answer_is_stored_and_told_in_words(ask):
    page = ask(*ALL, items=(ITEM, {**ITEM, "text": "Another."}))
    fill_in(page)
    page.get_by_role("button", name="Submit").click()
    answers = stored(page)
    assert answers | {"names": None} == {
        "kind": "place", "why": [], "quality": 4, "best": [["two"], ["one", "three"]], "better": [["one", "two"]],
        "fixed": "She flew to Busan, in the spring, with two good friends and a dog.", "names": None,
    }  # fmt: skip
    assert [span["label"] for span in answers["names"]] == ["person", "place"]
    said = page.locator("#review-last")
    for words in ("Second answer > First answer = Third answer", "person “Anna 👩‍🚀 fly", "She flew to Busan"):
        expect(said).to_contain_text(words)
    assert_fits(page)


class TestALastAnswerToManyQuestions:
    MANY = [{"name": f"n{i}", "title": f"Is it {i}?", "type": "label", "labels": ["yes", "no"]} for i in range(10)]

    @pytest.fixture(params=[1440, 390])
    def page(self, ask, request):
        page = ask(*self.MANY, items=(ITEM, {**ITEM, "text": "Another one."}))
        page.set_viewport_size({"width": request.param, "height": 844})
        press(page, *"1212121212", "Enter")
        stored(page)
        return page

    def test_is_told_in_one_line_so_that_the_next_item_stays_in_sight(self, page):
        last = page.locator("#review-last")
        within_reach = [last.get_by_text("and 7 more"), last.get_by_role("button", name="Undo")]
        for part in (*within_reach, last.get_by_role("link", name="Correct")):
            expect(part).to_be_visible()
            if page.viewport_size["width"] > 400:  # a phone goes to the item
                expect(part).to_be_in_viewport()
        expect(last.locator(".said-line")).to_have_text("yes no yes")
        expect(page.locator(f"{CARD} .sample").first).to_be_in_viewport(ratio=1)
        assert last.locator("summary").bounding_box()["height"] < 50
        assert_fits(page)

    def test_each_question_comes_into_sight_as_the_keys_come_to_it(self, page):
        for i in range(10):
            expect(question(page, f"n{i}")).to_be_in_viewport(ratio=1)
            expect(page.locator(f"{CARD} [data-question=n{i}][data-keys-rest]")).to_have_count(0)
            press(page, "1")

    def test_has_the_rest_behind_it(self, page):
        rest = page.locator("#review-last .said-all")
        expect(rest).to_be_hidden()
        page.get_by_text("and 7 more").click()
        expect(rest).to_contain_text("Is it 9?")
        expect(rest).to_be_visible()
        page.evaluate("window.scrollTo(0, 0)")
        assert_accessible(page)
        assert_fits(page)

    def test_can_be_corrected_from_there_and_back(self, page):
        page.get_by_role("link", name="Correct").click()
        page.locator("[data-question=n9]").get_by_text("yes").click()
        page.get_by_role("button", name="Save the correction").click()
        page.wait_for_url(f"**{ROOM}")
        expect(page.locator("#toasts")).to_contain_text("Corrected.")
        assert Annotation.objects.valid().get().answers["n9"] == "yes"


def test_a_very_long_text_scrolls_inside_and_the_buttons_stay(ask):
    page = ask(NAMES, QUALITY, items=({**ITEM, "text": LONG},))
    assert page.evaluate("document.documentElement.scrollHeight") < 4000
    for scrolled in (0, 400):
        page.mouse.wheel(0, scrolled)
        expect(page.get_by_role("button", name="Submit")).to_be_in_viewport()
        expect(page.locator("#review-guide h2")).to_be_in_viewport()
    press(page, "m", "Control+End", "Control+Shift+ArrowLeft", "1")
    expect(page.locator(".marked li")).to_have_count(1)
    span = page.evaluate("JSON.parse(document.querySelector('[name=q-names]').value)[0]")
    assert LONG[span["start"] : span["end"]] == "word"
    assert span["end"] == len(LONG) - 1


def test_a_lead_decides_with_the_same_questions_and_sees_what_was_changed(ask, lead, signed_in_page):
    page = ask(*ALL)
    fill_in(page)
    page.get_by_role("button", name="Submit").click()
    stored(page)
    Annotation.objects.update(undone_at=None)
    Item.objects.update(state=Item.State.FLAGGED)
    page = signed_in_page(lead)
    page.open(f"{ROOM}flagged/")
    expect(page.locator(".facts .word-diff del")).to_contain_text(["Seoul"])
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("#toasts")).to_contain_text("Kind? Choose a label.")
    page.locator("[data-question=kind]").get_by_text("person").click()
    page.locator("[data-question=quality]").get_by_text("2", exact=True).click()
    for name in ("three", "two", "one"):
        page.locator(f"[data-question=best] [data-name={name}] [data-pick]").click()
    page.locator("[data-question=names]").get_by_text("Nothing to mark").click()
    page.get_by_label("Why", exact=True).fill("Because.")
    assert_accessible(page)
    screenshots(page, "questions-lead", widths=(1440,), themes=("light",))
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".toast")).to_contain_text("Decided: person.")
    decided = Resolution.objects.latest("id").answers
    assert decided == {"kind": "person", "quality": 2, "best": [["three"], ["two"], ["one"]], "names": [],
                       "fixed": ITEM["one"]}  # fmt: skip
