"""A lead puts a pipeline together, by mouse and by keyboard, sees what it would do, keeps it and cuts with it."""

import re

import pytest
from playwright.sync_api import expect

from annotation.models import DatasetVersion, FilterSet
from generation.children import carry_out_open_jobs
from tests.annotation.filters.conftest import samples  # noqa: F401
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

TOXICITY = "signal:toxicity"


@pytest.fixture
def page(samples, lead, signed_in_page):  # noqa: F811
    page = signed_in_page(lead)
    page.open("/projects/reviews/filters/")
    carry_out_open_jobs()
    page.locator("#filter-work").wait_for()
    return page


def add(page, name):
    page.select_option("#filter-add", name)
    page.click("#filter-add-button")
    page.locator(f"input[value='{name}']").wait_for(state="attached")


def stays(page, text):
    expect(page.locator("#filter-effect [role=status]")).to_have_text(text)


def test_by_mouse_a_handle_is_dragged_and_everything_follows(page):
    add(page, TOXICITY)
    stays(page, "20 of 40 rows stay")
    handle = page.get_by_role("slider")
    box = handle.bounding_box()
    across, middle = box["width"] - 24, box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 12 + across * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 12 + across * 0.75, middle, steps=8)
    page.mouse.up()
    at = float(page.locator("#at-0").input_value())
    assert at == pytest.approx(0.75, abs=0.01)
    expect(handle).to_have_attribute("aria-valuetext", f"{at:g}")
    gone = sum(place / 40 >= at for place in range(40))
    stays(page, f"{40 - gone} of 40 rows stay")
    expect(page.locator("#step-0-counts")).to_contain_text(f"{gone} of 40 rows that come to it go")
    expect(page).to_have_url(re.compile(rf"at-0={at:g}"))
    page.get_by_text("Rows beside the threshold").click()
    expect(page.locator("#step-0-examples a")).to_have_count(6)
    assert_accessible(page)
    screenshots(page, "filters", themes=("light", "dark"))
    page.set_viewport_size({"width": 320, "height": 700})
    assert_fits(page)
    assert_no_complaints(page)


def test_by_keyboard_filters_are_added_set_moved_switched_off_and_taken_away(page):
    page.locator("#filter-add").focus()
    page.select_option("#filter-add", TOXICITY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#step-0 [data-focus]")).to_be_focused()  # where it goes by itself, once all has settled
    page.get_by_role("slider").focus()
    for _press in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#at-0")).to_have_value("0.51")
    stays(page, "21 of 40 rows stay")
    page.keyboard.press("End")
    stays(page, "40 of 40 rows stay")
    page.locator("#at-0").fill("0.249")
    page.keyboard.press("Tab")
    expect(page.locator("#at-0")).to_have_value("0.25")
    stays(page, "10 of 40 rows stay")
    add(page, "length")
    page.get_by_role("button", name="Earlier: Length").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-0 h3")).to_contain_text("Length")
    expect(page.get_by_role("button", name="Later: Length")).to_be_focused()
    page.locator("#step-1 input[type=checkbox]").focus()
    page.keyboard.press("Space")
    stays(page, "40 of 40 rows stay")
    page.get_by_role("button", name="Remove: Length").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".filter-step")).to_have_count(1)
    assert_no_complaints(page)


def test_what_is_kept_is_taken_again_and_cut_with(page):
    add(page, TOXICITY)
    page.locator("#at-0").fill("0.9")
    stays(page, "36 of 40 rows stay")
    page.get_by_label("Name").fill("Polite")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_text("Kept as filter set 1").wait_for()
    assert FilterSet.objects.get().steps == [{"filter": TOXICITY, "at": 0.9, "on": True}]
    page.get_by_role("button", name="Remove").click()
    stays(page, "40 of 40 rows stay")
    page.get_by_role("link", name="Load these filters").click()
    stays(page, "36 of 40 rows stay")
    page.get_by_role("link", name="Cut a version").click()
    carry_out_open_jobs()
    page.get_by_text("left out by the filter set").wait_for()
    page.get_by_role("button", name="Cut the version").click()
    page.wait_for_url(re.compile(r"/versions/1/"))
    carry_out_open_jobs()
    page.get_by_text("1: Polite").wait_for()
    assert DatasetVersion.objects.get().dropped_rows.count() == 4
    assert_no_complaints(page)
