"""What a lead sees of review: the rules, what waits for a decision, the certificate."""

import re

import pytest
from playwright.sync_api import expect

from annotation import reports
from annotation.certificate.actions import freeze
from annotation.certificate.reckoning import certificate_report
from annotation.models import Item
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.actions.pull import pull
from tests.annotation.conftest import add_samples
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots


@pytest.fixture
def page(project, codebook, lead, annotator, signed_in_page):
    add_samples(project, 12)
    pull(project=project)
    flag(assignment=hand_out(project=project, user=annotator), reason="An advert, not a review of a film.")
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for _ in range(3):
        submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers={"sentiment": "positive"})
    reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project))
    return signed_in_page(lead)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("certificate", "At most wrong"),
        ("settings/review", "Several answers to an item"),
        ("review/flagged", "An advert, not a review"),
        ("review/answers", "positive"),
    ],
)
def test_it_is_accessible_on_every_screen(page, path, words):
    page.open(f"/projects/reviews/{path}/")
    assert words in page.content()
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page)
    screenshots(page, path.replace("/", "-"))
    assert_no_complaints(page)


def test_a_lead_decides_a_flagged_item(page):
    page.open("/projects/reviews/review/flagged/")
    page.get_by_label("negative").check()
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("Name the rule that decides").wait_for()
    page.get_by_label("Rule that decides").select_option(label="None of them fits")
    page.get_by_label("Why").fill("It speaks of no film.")
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("Nothing waits for a decision").wait_for()
    assert Item.objects.filter(sample__current_label="negative").count() == 1


def test_the_rules_are_kept(page):
    page.open("/projects/reviews/settings/review/")
    page.get_by_label("Items that several people answer").fill("25")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    expect(page.get_by_label("Items that several people answer")).to_have_value(re.compile(r"^25(\.0)?$"))
