"""The lead's rules and what they do to the room, in a real browser."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, ReviewPolicy, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.crews import Rule, set_rules
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from generation.children import carry_out_open_jobs
from generation.models import Origin
from tests.annotation.conftest import add_samples
from tests.annotation.making import make_sample
from tests.browser.annotation.asking import until
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots, sign_in

ROOM, RULES = "/projects/reviews/review/", "/projects/reviews/settings/review/"
PEOPLE = "/projects/reviews/settings/people/"
LOOK = ".review-card:not([hidden]) .suggestion"


@pytest.fixture
def room(project, codebook, annotator, signed_in_page):
    def opened(**rules):
        ReviewPolicy.objects.create(project=project, overlap_share=0.0, **rules)
        add_samples(project, 6)
        add_samples(project, 3, start=90, label="", origin=Origin.GOLD, reference="negative")
        pull(project=project)
        page = signed_in_page(annotator)
        page.open(ROOM)
        return page

    return opened


def test_v_shows_what_the_model_says_before_the_answer_and_it_is_recorded(room):
    page = room(suggestion="asked")
    expect(page.locator(LOOK)).to_have_count(0)
    page.keyboard.press("v")
    expect(page.locator(LOOK)).to_contain_text("positive")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#review-last")).to_contain_text("negative")
    assert not Annotation.objects.get().blind
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#review-last")).to_contain_text("negative")
    until(page, lambda: Annotation.objects.count() == 2)
    assert Annotation.objects.order_by("pk").last().blind
    assert_no_complaints(page)


def test_it_is_shown_after_a_new_sign_in_elsewhere_too(room, annotator, live_server):
    """The token that stands in the form is an old one then."""
    page = room(suggestion="asked")
    page.context.clear_cookies()
    tab = page.context.new_page()
    sign_in(tab, live_server, annotator)
    page.keyboard.press("v")
    expect(page.locator(LOOK)).to_contain_text("positive")


def test_it_comes_by_itself_after_some_seconds(room):
    page = room(suggestion="delayed", suggestion_seconds=1)
    expect(page.locator(LOOK)).to_contain_text("positive")
    assert Assignment.objects.filter(looked_at=None).count() == 1  # the item behind it was not read yet
    assert_no_complaints(page)


def test_a_gold_check_tells_right_after_the_answer(room):
    page = room(gold_share=0.5)
    check = page.locator(".checked")
    for given in range(1, 10):
        page.keyboard.press("2")
        page.keyboard.press("Enter")
        until(page, lambda: Annotation.objects.count() == given)  # noqa: B023
        if Annotation.objects.filter(stream=Stream.GOLD).exists():
            break
    expect(check).to_contain_text("The right label is negative.")
    expect(page.locator("#review-last [data-undo]")).to_have_count(0)
    assert_accessible(page)
    screenshots(page, "review-gold-check")


def test_the_rules_say_what_they_mean_while_they_are_typed(project, codebook, lead, signed_in_page):
    ReviewPolicy.objects.create(project=project)
    make_sample(project, "A gold one.", origin="gold", reference="positive")
    page = signed_in_page(lead)
    page.open(RULES)
    page.get_by_label("Gold checks, in percent").fill("20")
    expect(page.locator("#policy-mix")).to_contain_text("20 gold checks")
    page.get_by_label("audit is open").check()
    expect(page.locator("#policy-mix")).to_contain_text("audit, drawn at random")
    expect(page.locator("#policy-mix")).to_contain_text("because an audit is open")
    assert_accessible(page)
    assert_fits(page)
    assert_no_complaints(page)
    screenshots(page, "settings-review-rules")


def test_what_is_not_saved_yet_stays_in_sight(project, codebook, lead, signed_in_page):
    ReviewPolicy.objects.create(project=project, overlap_share=0.1)
    page = signed_in_page(lead)
    page.open(RULES)
    bar = page.locator(".save-bar")
    expect(bar).to_contain_text("Everything is saved")
    page.get_by_label("Items that several people answer").fill("25")
    page.get_by_label("audit is open").check()
    expect(bar).to_contain_text("2 changes are not saved")
    expect(bar).to_contain_text("Items that several people answer, in percent: 10 → 25")
    expect(bar.get_by_role("button", name="Save")).to_be_in_viewport()
    page.get_by_label("Items that several people answer").fill("10.0")
    expect(bar).to_contain_text("1 change is not saved")
    bar.get_by_role("link", name="Discard the changes").click()
    expect(bar).to_contain_text("Everything is saved")
    expect(page.get_by_label("audit is open")).not_to_be_checked()
    assert_no_complaints(page)


def test_rules_that_go_together_are_filled_in_and_hold_once_they_are_saved(project, codebook, lead, signed_in_page):
    ReviewPolicy.objects.create(project=project, overlap_share=0.1)
    page = signed_in_page(lead)
    page.open(RULES)
    page.get_by_role("button", name="Fill in: Two people each, a lead decides").press("Enter")
    expect(page.locator("#policy-mix")).to_contain_text("100 of 100 new items are answered by 2 people")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    assert ReviewPolicy.objects.get().overlap_share == 0.1
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Saved.")
    policy = ReviewPolicy.objects.get()
    assert (policy.suggestion, policy.overlap_share, policy.done_when) == ("hidden", 1.0, "lead")


def test_what_is_folded_opens_where_a_link_leads_to_it(project, codebook, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open(RULES)
    page.get_by_role("link", name="How it is decided").press("Enter")
    expect(page.get_by_text("they are never mixed")).to_be_visible()


def test_who_gets_what(project, codebook, lead, annotator, signed_in_page):
    ReviewPolicy.objects.create(project=project, gold_share=0.1)
    add_samples(project, 5, label="", origin=Origin.GOLD, reference="negative")
    for label in ("negative", "negative", "positive"):
        held = hand_out(project=project, user=annotator, stream=Stream.GOLD)
        submit(assignment=held, answers={"sentiment": label})
    set_rules(project=project, rules=[Rule("metadata", "language", "ko", "korean")], lead=lead)
    page = signed_in_page(lead)
    page.open(PEOPLE)
    carry_out_open_jobs()
    page.open(PEOPLE)
    page.get_by_label("Skills of anna").fill("Korean")
    page.locator("tr", has_text="anna").get_by_role("button", name="Save").first.click()
    expect(page.get_by_label("Skills of anna")).to_have_value("korean")
    expect(page.get_by_text("Nobody has this skill")).to_have_count(0)
    expect(page.locator("#gold-report")).to_contain_text("2 of 3")
    assert_accessible(page)
    assert_fits(page)
    assert_no_complaints(page)
    screenshots(page, "settings-people")
