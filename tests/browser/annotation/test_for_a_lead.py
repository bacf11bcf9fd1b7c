"""A lead decides one item after the other by keyboard: whose label and text holds, what follows, what is shown."""

import re

import pytest
from playwright.sync_api import expect

from annotation.models import Item, ReviewPolicy
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.actions.pull import pull
from annotation.review.actions import two_people_revise
from generation.codebooks.actions import publish, save_draft
from generation.models import Codebook, Sample
from tests.annotation.conftest import add_samples
from tests.browser.annotation.test_several_questions import press
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

FLAGGED = "/projects/reviews/review/flagged/"
HEADING = "#item"
IS_ON_TOP = """
(element) => {
  const { x, y, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + 4, y + height / 2));
}
"""


@pytest.fixture
def page(project, codebook, lead, annotator, annotator2, signed_in_page):
    """Four items wait: on three two people differ and revised the text, and one of them was flagged besides."""
    policy = ReviewPolicy.objects.create(project=project)
    publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
    policy.refresh_from_db()
    policy.done_when = "lead"
    policy.save()
    add_samples(project, 4)
    pull(project=project)
    for i in range(3):
        for person, label in ((annotator, "negative"), (annotator2, "positive")):
            given = hand_out(project=project, user=person)
            submit(assignment=given, answers={"sentiment": label, "text_revised": f"{person.username} wrote {i}."})
    flag(assignment=hand_out(project=project, user=annotator), reason="An advert.")
    assert Item.objects.filter(state=Item.State.FLAGGED).count() == 4
    page = signed_in_page(lead)
    page.open(FLAGGED)
    return page


def told() -> list[tuple]:
    decided = Sample.objects.filter(item__state=Item.State.ANSWERED).order_by("pk")
    return [(one.current_label, one.answers.get("text_revised", "")) for one in decided]


def differing(page) -> None:
    page.get_by_label("Waits because").select_option(label="Answers differ (3)")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(HEADING)).to_contain_text("1 of 3")


def test_a_persons_label_and_text_are_taken_by_one_key_and_the_next_item_comes_up(page, annotator, annotator2):
    differing(page)
    page.keyboard.press("a")
    expect(page.locator(".toast")).to_contain_text(f"negative, of the text as {annotator.username} revised it")
    expect(page.locator(HEADING)).to_contain_text("1 of 2")
    expect(page.locator(HEADING)).to_be_focused()
    page.keyboard.press("b")
    expect(page.locator(".toast")).to_contain_text(f"positive, of the text as {annotator2.username} revised it")
    expect(page.locator(HEADING)).to_contain_text("1 of 1")
    found = {(label, text.split()[0]) for label, text in told()}
    assert found == {("negative", annotator.username), ("positive", annotator2.username)}
    assert_no_complaints(page)


def test_a_decision_is_told_and_taken_back_by_key_one_after_the_other(page, annotator, annotator2):
    differing(page)
    last = page.locator("#last-decision")
    expect(last).to_have_count(0)
    for key, name, left in (("a", annotator.username, 2), ("b", annotator2.username, 1)):
        page.keyboard.press(key)
        expect(last).to_contain_text(f"as {name} revised it")
        expect(page.locator(HEADING)).to_contain_text(f"1 of {left}")
    assert_accessible(page)
    assert_fits(page)
    page.keyboard.press("Control+z")
    expect(page.locator(".toast")).to_contain_text("The decision is taken back.")
    expect(page.locator(HEADING)).to_contain_text("of 2")
    expect(page.get_by_label(f"the text as {annotator2.username} revised it")).to_be_checked()
    expect(page.get_by_label("positive")).to_be_checked()
    expect(last).to_contain_text(f"as {annotator.username} revised it")
    page.keyboard.press("Control+z")
    expect(page.locator(HEADING)).to_contain_text("of 3")
    expect(last).to_have_count(0)
    assert told() == []
    assert_no_complaints(page)


def test_keys_go_from_item_to_item_and_the_help_lists_them(page):
    differing(page)
    page.keyboard.press("n")
    expect(page.locator(HEADING)).to_contain_text("2 of 3")
    expect(page.locator(HEADING)).to_be_focused()
    expect(page.locator(".wait-list [aria-current]")).to_have_count(1)
    page.keyboard.press("p")
    expect(page.locator(HEADING)).to_contain_text("1 of 3")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    for words in ("Take the answers of", "The next item"):
        expect(keys.get_by_text(words).first).to_be_visible()
    page.keyboard.press("Escape")


def test_a_label_by_hand_says_which_text_it_goes_with(page, annotator2):
    differing(page)
    press(page, "1")
    page.get_by_label("Rule that decides").select_option(label="None of them fits")
    page.get_by_label("Why").fill("Both went too far.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Say which text the label goes with.")).to_be_visible()
    box = page.locator("[data-revises] textarea")
    page.get_by_label(f"the text as {annotator2.username} revised it").check()
    expect(box).to_have_value(f"{annotator2.username} wrote 2.")
    page.get_by_label("the text as it came").check()
    expect(box).to_have_value("Review 2")
    box.fill("Review 2, as I would say it.")
    expect(page.get_by_label("the text in the box below")).to_be_checked()
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".toast")).to_contain_text("of the text as you wrote it")
    assert [text for _label, text in told()] == ["Review 2, as I would say it."]
    assert_no_complaints(page)


def test_the_codebook_stands_beside_what_is_decided_and_the_chosen_rule_is_there_in_full(page, project, lead):
    whole = f"A review that {'praises, and complains, and praises again, ' * 3}is positive."
    spec = Codebook.objects.current(project).as_spec() | {"rules": [{"text": whole}]}
    publish(codebook=save_draft(project=project, spec=spec, author=lead), author=lead)
    page.open(FLAGGED)
    guide = page.locator("#review-guide")
    expect(guide).to_contain_text(whole)
    expect(guide.get_by_role("heading", name="negative")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="What waits")).to_be_in_viewport()
    rule = page.get_by_label("Rule that decides")
    rule.select_option(index=1)
    expect(rule).to_have_accessible_description(whole)
    press(page, "b")
    expect(guide).not_to_have_attribute("open", "")
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect(guide.locator("summary")).to_be_visible()
    expect(guide).not_to_have_attribute("open", "")
    assert_no_complaints(page)


def test_it_is_accessible_and_fits_on_every_screen(page):
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert_accessible(page)
        assert_fits(page)
    screenshots(page, "for-a-lead")
    assert_no_complaints(page)


def test_what_is_missing_of_a_decision_has_the_focus_and_is_in_sight(page):
    """The rule is asked for by the server, and the page comes anew."""
    page.locator("[data-question=sentiment]").get_by_text("negative").click()
    page.keyboard.press("Control+Enter")
    rule = page.get_by_label("Rule that decides")
    expect(rule).to_be_focused()
    expect(rule).to_have_attribute("aria-invalid", "true")
    said = page.locator(".field:has(select[name=rule]) .errorlist")
    expect(said).to_be_in_viewport(ratio=1)
    expect(rule).to_have_accessible_description(re.compile(re.escape(said.inner_text())))
    assert said.evaluate(IS_ON_TOP), "something lies over the message"
    assert_no_complaints(page)


def test_after_a_refused_decision_the_keys_work_from_the_list_of_rules(page):
    rule = page.get_by_label("Rule that decides")
    page.locator("[data-question=sentiment]").get_by_text("negative").click()
    page.keyboard.press("Control+Enter")
    expect(rule).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(HEADING)).to_be_focused()
    rule.select_option("-")
    page.get_by_label("Why").fill("No rule speaks of it.")
    rule.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#last-decision")).to_contain_text("Undo")
    rule.focus()
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text("taken back")
