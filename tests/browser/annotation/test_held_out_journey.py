"""A lead has the held-out half answered by the draft, sees only how many are, judges, and reads what it rests on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import expect

from annotation.models import Dispenser, Half, Trial, TrialAnswer
from annotation.trials.actions.splitting import draw_split
from annotation.trials.actions.trying import try_draft
from generation.models import Sample
from tests.annotation.making import answer, make_sample
from tests.annotation.trials.conftest import LATE, PRAISED, better_draft, carry_out, endpoint, sure  # noqa: F401
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots
from tests.generation.conftest import _simulator_thread, simulated  # noqa: F401 - fixtures

pytestmark = pytest.mark.slow

TRIES = "/projects/reviews/codebooks/tries/"
CARD = ".review-card:not([hidden])"


@pytest.fixture
def tried(project, codebook, lead, annotator, endpoint, better_draft):  # noqa: F811 - fixtures
    """By version 1 late parcels are positive; the draft calls them negative, and keeps the label's name."""
    for number in range(20):
        for text in (PRAISED, LATE):
            answer(annotator, make_sample(project, text.format(number)), "positive")
    Dispenser.objects.create(project=project, pulled_until=Sample.objects.latest("pk").pk)
    draw_split(project=project, by=lead, development=20, held_out=20, seed=1)
    better_draft("A parcel came late or was lost, or somebody advises against it.")
    return worked_on(try_draft(project=project, endpoint=endpoint, by=lead))


def worked_on(trial: Trial) -> Trial:
    """By a thread of its own: playwright keeps a loop in this one, and a worker begins another."""

    def work() -> Trial:
        try:
            return carry_out(trial)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(work).result()


def say_what_the_draft_means(page) -> None:
    """Both items by key: what tells of a parcel is negative, 1, the others are positive, 2."""
    page.open("/projects/reviews/review/draft/")
    for given in (1, 2):
        card = page.locator(CARD)
        card.wait_for()
        page.keyboard.press("1" if "parcel" in card.inner_text() else "2")
        page.keyboard.press("Enter")
        expect(page.locator("#review-progress")).to_contain_text(f"{given} answer")
    expect(page.get_by_text("No item waits for you by a draft")).to_be_visible()


def test_from_asking_people_to_the_verdict(tried, lead, annotator, annotator2, signed_in_page):
    page = signed_in_page(lead)
    page.open(f"{TRIES}{tried.pk}/judge/")
    expect(page.get_by_text("The same name, another meaning?")).to_be_visible()
    page.get_by_role("link", name="Ask people about the held-out items").click()
    box = page.locator("#held-out")
    box.get_by_label("Items", exact=True).fill("2")
    for name in ("anna", "arno"):
        box.get_by_role("checkbox", name=name).check()
    expect(box.get_by_role("checkbox", name="lena")).to_have_count(0)
    page.evaluate("window.scrollTo(0, 0)")  # from the anchor: the bar above covers half a button there
    assert_accessible(page)
    box.get_by_role("button", name="Ask about held-out items").click()
    expect(page.get_by_text("4 answers are asked for.")).to_be_visible()

    for person in (annotator, annotator2):
        say_what_the_draft_means(signed_in_page(person))
    assert TrialAnswer.objects.filter(item__half=Half.HELD_OUT).count() == 4

    page = signed_in_page(lead)
    page.open(f"{TRIES}{tried.pk}/people/")
    expect(page.locator("#held-out")).to_contain_text("Answered: 2 of 20 held-out items; answers in all: 4.")
    expect(page.get_by_text("0 answers to 0 items.")).to_be_visible()
    screenshots(page, "held-out-people", widths=(1440, 390))
    page.get_by_role("link", name="To the judgement").click()
    expect(page.get_by_text("Items with an answer by the draft: 2;")).to_be_visible()
    assert_accessible(page)
    screenshots(page, "held-out-judge", widths=(1440, 390))
    page.get_by_role("button", name="Judge now").click()
    expect(page).not_to_have_url(f"{TRIES}{tried.pk}/judge/")
    judged = Trial.objects.get(half=Half.HELD_OUT)
    page.open(f"{TRIES}{judged.pk}/people/")
    expect(page.get_by_text("The answers are shown once this half has judged the draft.")).to_be_visible()

    worked_on(judged)
    page.open(f"{TRIES}{judged.pk}/")
    expect(page.get_by_text("by the draft on 2 of 20 items, and by version 1 on the others")).to_be_visible()
    rows = page.locator("section[aria-labelledby=references-title] tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("People's answers by the draft")
    expect(rows.nth(2)).to_contain_text("on the other items")
    assert_accessible(page)
    screenshots(page, "held-out-verdict", widths=(1440, 390))
    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)
    page.open(f"{TRIES}{judged.pk}/people/")
    expect(page.get_by_role("status").filter(has_text="4 answers to 2 items")).to_be_visible()
    assert_fits(page)
    page.open(TRIES)
    expect(page.get_by_text("label “negative”").first).to_be_visible()
    screenshots(page, "held-out-list", widths=(1440, 390))
    assert_no_complaints(page)
