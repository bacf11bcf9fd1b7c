"""Near-duplicates in a browser: a lead has the rows compared, reads a group, keeps one row, and takes that back."""

import pytest
from playwright.sync_api import expect

from annotation.models import DuplicateDecision, DuplicateGroup
from annotation.models.queue import number_of
from generation.children import carry_out_open_jobs
from tests.annotation.making import distinct_text, make_sample
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots

PAGE = "/projects/reviews/duplicates/"
TEXT = "This film is a slow and tender portrait of a family in the north of the country, number"
LONG = "Whoever has seen it once will want to see all of it again, and then the part before it. " * 12
ROWS = 8


@pytest.fixture
def samples(project, codebook):
    """Eight rows that differ in one word, two long ones whose labels differ, and some others."""
    alike = [make_sample(project, f"{TEXT} {n}", "positive") for n in range(ROWS)]
    for n, label in enumerate(("positive", "negative")):
        make_sample(project, f"{LONG} {n}", label)
    for n in range(6):
        make_sample(project, distinct_text(n), "negative")
    return alike


@pytest.fixture
def page(samples, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open("/projects/reviews/samples/")
    page.locator("#main").get_by_role("link", name="Near-duplicates").click()
    page.get_by_role("button", name="Compare the rows").press("Enter")
    expect(page.locator("#duplicates-status")).to_contain_text("appear here by themselves")
    carry_out_open_jobs()
    expect(page.get_by_role("heading", name=f"{ROWS} rows")).to_be_visible()
    return page


def largest(page):
    return page.locator("section[id^=group-]").first


def test_a_lead_reads_a_group_keeps_another_row_and_takes_that_back_by_keys_alone(page, samples):
    group, another = largest(page), f"Keep #{number_of(samples[3].pk)} and drop the others"
    expect(group.locator("li.kept")).to_contain_text(f"#{number_of(samples[0].pk)}")
    expect(group.locator("li").nth(1).locator("mark, ins, del, .differs").first).to_be_visible()
    group.get_by_role("button", name=another).press("Enter")
    expect(group.locator("li.kept")).to_contain_text(f"#{number_of(samples[3].pk)}")
    expect(group.locator("li.kept")).to_contain_text("stays: a lead chose it")
    expect(group).to_be_focused()  # who works by keys goes on where they were
    group.get_by_role("button", name="By the rule again").press("Enter")
    expect(group.locator("li.kept")).to_contain_text("stays by the rule")
    expect(group.locator("li.kept")).to_contain_text(f"#{number_of(samples[0].pk)}")
    assert list(DuplicateDecision.objects.order_by("pk").values_list("choice", flat=True)) == ["one", "rule"]
    assert_no_complaints(page)


def test_all_rows_of_a_group_stand_on_its_own_page(page, samples):
    largest(page).get_by_role("link", name="2 more rows").click()
    expect(page.locator("li.duplicate")).to_have_count(ROWS)
    page.get_by_role("link", name="All groups").click()
    expect(page.locator("section[id^=group-]")).to_have_count(2)


def test_groups_whose_labels_differ_are_found_and_sent_to_people(page):
    page.get_by_label("Only").select_option("conflict")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator("section[id^=group-]")).to_have_count(1)
    page.get_by_role("button", name="Send to people").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("2 items go before all others now")
    assert DuplicateGroup.objects.filter(conflict=True).count() == 1


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_fits_and_keeps_nobody_out(page, width, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.set_viewport_size({"width": width, "height": 900})
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert_accessible(page)
    screenshots(page, f"duplicates-{language}", widths=(width,))
    largest(page).locator("h2 a").click()
    expect(page.locator("li.duplicate")).to_have_count(ROWS)
    assert_accessible(page)
    screenshots(page, f"duplicate-group-{language}", widths=(width,))
