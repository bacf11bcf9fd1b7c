"""A lead asks for answers by a draft, a person gives them by keyboard alone, the lead sees what came of it."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, Dispenser, DraftTurn, Resolution, TrialAnswer
from generation.models import Codebook, Sample
from tests.annotation.trials.drafting import RULE, make_trial
from tests.browser.annotation.asking import kept
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

ROOM = "/projects/reviews/review/draft/"
CARD = ".review-card:not([hidden])"


@pytest.fixture
def trial(project, codebook, lead, annotator):
    trial = make_trial(project, codebook, lead, annotator)
    Dispenser.objects.create(project=project, pulled_until=Sample.objects.latest("pk").pk)  # all are items already
    return trial


@pytest.fixture
def asked(trial, lead, signed_in_page):
    """The address of the lead's page, who asked there for five answers."""
    page, address = signed_in_page(lead), f"/projects/reviews/codebooks/tries/{trial.pk}/people/"
    page.open(address)
    page.get_by_label("Items", exact=True).fill("5")
    page.get_by_role("button", name="Ask for these answers").click()
    expect(page.get_by_text("5 answers are asked for.")).to_be_visible()
    assert_accessible(page)
    return address


def labels() -> list:
    return list(Sample.objects.order_by("pk").values_list("current_label", "label_source", "state"))


def answer(page, key: str, given: int) -> None:
    """One item by its key, and the server has it."""
    page.locator(CARD).wait_for()
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("#review-progress")).to_contain_text(f"{given} answer")
    expect(page.locator("#review-last")).to_be_visible()


def test_five_items_by_a_draft(asked, trial, project, lead, annotator2, signed_in_page):
    before, answers, resolutions = labels(), Annotation.objects.count(), Resolution.objects.count()
    page = signed_in_page(annotator2)
    page.open("/projects/reviews/review/")
    page.get_by_role("link", name="Answer by a draft").click()
    expect(page.get_by_text("This is a draft of the codebook: answer by this text")).to_be_visible()
    expect(page.locator(".draft-changes")).to_contain_text("praise")
    expect(page.locator("#review-guide")).to_contain_text(RULE)
    for given in range(1, 6):
        answer(page, "3" if given < 3 else "2", given)  # 3: the label that the draft alone has
    expect(page.get_by_text("No item waits for you by a draft")).to_be_visible()
    assert_no_complaints(page)
    assert TrialAnswer.objects.valid().filter(codebook=trial.candidate).count() == 5
    assert (labels(), Annotation.objects.count(), Resolution.objects.count()) == (before, answers, resolutions)
    assert Codebook.objects.current(project).number == 1

    page = signed_in_page(lead)
    page.open(asked)
    expect(page.get_by_role("status").filter(has_text="5 answers to 5 items")).to_be_visible()
    expect(page.locator(".kpi").first).to_contain_text("40.0%")
    expect(page.locator("tbody tr")).to_have_count(5)
    assert_accessible(page)
    assert_no_complaints(page)
    screenshots(page, "people-by-a-draft")


def test_skip_flag_undo_and_a_draft_of_an_answer_by_keyboard(asked, annotator2, signed_in_page):
    page = signed_in_page(annotator2)
    page.open(ROOM)
    assert_accessible(page)
    page.keyboard.press("Control+Space")
    expect(page.locator(CARD)).to_be_visible()
    answer(page, "3", 1)
    page.keyboard.press("Control+z")
    expect(page.locator("#review-progress")).to_contain_text("0 answers")
    page.locator(CARD).wait_for()
    page.keyboard.press("c")
    page.keyboard.type("half typed")
    kept(page, "half typed")
    page.reload()
    expect(page.locator(f"{CARD} textarea[name=comment]")).to_have_value("half typed")
    page.keyboard.press("Escape")
    page.locator(f"{CARD} h2").focus()
    page.keyboard.press("f")
    page.keyboard.type("in another language")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Flagged. The lead who tries the draft will read it.")).to_be_visible()
    assert set(DraftTurn.objects.exclude(ended_at=None).values_list("state", flat=True)) == {"skipped", "flagged"}
    assert_no_complaints(page)


def test_what_was_skipped_by_a_slip_comes_back_with_what_was_written(asked, annotator2, signed_in_page):
    page = signed_in_page(annotator2)
    page.open(ROOM)
    page.locator(CARD).wait_for()
    page.keyboard.press("3")
    page.keyboard.press("c")
    page.keyboard.type("half typed")
    page.keyboard.press("Control+Space")
    expect(page.locator("#review-last")).to_contain_text("You skipped item")
    page.reload()
    page.locator(CARD).wait_for()
    page.keyboard.press("Control+z")
    expect(page.locator(f"{CARD} textarea[name=comment]")).to_have_value("half typed")
    expect(page.locator(f"{CARD} input:checked")).to_have_count(1)
    page.reload()
    expect(page.locator(f"{CARD} textarea[name=comment]")).to_have_value("half typed")
    assert_no_complaints(page)


def test_signing_out_forgets_what_was_begun_by_a_draft(asked, annotator2, signed_in_page):
    page = signed_in_page(annotator2)
    page.open(ROOM)
    page.locator(CARD).wait_for()
    page.keyboard.press("c")
    page.keyboard.type("half typed")
    kept(page, "half typed")
    page.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('synthlab-kept/'))") == []


def test_it_is_fit_for_a_phone_for_the_dark_and_in_korean(asked, annotator2, signed_in_page):
    page = signed_in_page(annotator2)
    page.open(ROOM)
    assert_fits(page)
    screenshots(page, "by-a-draft")
    assert_no_complaints(page)
