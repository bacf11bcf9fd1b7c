"""A lead's desk with several questions: those on which people differ first, the others filled in and folded."""

import pytest
from playwright.sync_api import expect

from annotation.models import Resolution, ReviewPolicy
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from tests.browser.annotation.asking import add, publish
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

NAMES = ("tone", "topic", "style", "length", "fit")
QUESTIONS = [{"name": name, "type": "label", "labels": ["low", "high"]} for name in NAMES]


@pytest.fixture
def page(project, lead, annotator, annotator2, signed_in_page):
    """Two people differ on the topic alone."""
    publish(project, lead, *QUESTIONS)
    ReviewPolicy.objects.create(project=project, overlap_share=1.0, overlap_people=2, done_when="lead")
    add(project, {"text": "A parcel came late."})
    for person, topic in ((annotator, "low"), (annotator2, "high")):
        answers = dict.fromkeys(NAMES, "low") | {"topic": topic}
        submit(assignment=hand_out(project=project, user=person), answers=answers)
    page = signed_in_page(lead)
    page.open("/projects/reviews/review/flagged/")
    return page


def question(page, name: str):
    return page.locator(f"[data-question={name}]")


def test_what_differs_is_marked_and_open_and_the_rest_folded(page, annotator, annotator2):
    expect(question(page, "topic")).to_contain_text("answers differ")
    expect(question(page, "tone")).to_be_hidden()
    for person, said in ((annotator, "low"), (annotator2, "high")):
        expect(page.locator(f"dt:text-is('{person.username}') + dd .said")).to_have_text(f"Topic? {said}")
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert_fits(page)
    page.set_viewport_size({"width": 1440, "height": 844})
    screenshots(page, "where-people-differ")
    page.keyboard.press("o")
    expect(question(page, "tone")).to_be_visible()
    expect(question(page, "tone").get_by_label("low")).to_be_checked()
    assert_accessible(page)
    assert_no_complaints(page)


def test_a_decision_on_it_takes_the_rest_as_all_said(page):
    question(page, "topic").get_by_text("high").click()
    page.get_by_label("Why", exact=True).fill("It speaks of the post.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Nothing waits for a decision").wait_for()
    assert Resolution.objects.latest("pk").answers == dict.fromkeys(NAMES, "low") | {"topic": "high"}


def test_what_was_decided_of_several_questions_is_told_in_short(page, annotator2):
    page.keyboard.press("b")
    told = page.locator("#last-decision")
    expect(told).to_contain_text(f"as {annotator2.username} said")
    page.keyboard.press("Control+z")
    expect(question(page, "topic").get_by_label("high")).to_be_checked()
