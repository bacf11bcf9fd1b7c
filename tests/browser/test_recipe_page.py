"""The page of a recipe as it is used: what does not fit is said at its field while it is typed, nothing moves away."""

import pytest
from playwright.sync_api import expect

from generation.endpoints.simulated import simulated_endpoint
from tests.browser.conftest import assert_accessible, assert_no_complaints


@pytest.fixture
def recipe_page(signed_in_page, lead, project, codebook):
    simulated_endpoint(project)
    page = signed_in_page(lead)

    def at(recipe: str = "simprompt/"):
        page.open(f"/projects/reviews/generate/{recipe}")
        return page

    return at


def test_a_bad_budget_is_said_at_its_field_and_mended_while_it_is_typed(recipe_page):
    page = recipe_page()
    budget, start = page.get_by_label("Budget in USD"), page.get_by_role("button", name="Start the run")
    expect(start).to_be_enabled()
    budget.fill("0")
    expect(budget).to_have_attribute("aria-invalid", "true")
    expect(budget).to_be_focused()
    said = budget.get_attribute("aria-describedby").split()[-1]
    expect(page.locator(f"[id='{said}']")).to_have_text("A budget must be at least $0.0001.")
    expect(page.locator("[data-price]")).to_have_count(0)
    expect(start).to_be_disabled()
    expect(page.get_by_role("button", name="Pilot")).to_be_disabled()
    assert_accessible(page, themes=("light",))
    budget.fill("2")
    expect(start).to_be_enabled()
    expect(budget).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"[id='{said}']")).to_have_count(0)
    expect(page.locator("[data-price]")).to_have_count(1)
    expect(budget).to_be_focused()
    start.click()
    page.wait_for_url("**/runs/*/")
    assert_no_complaints(page)


def test_what_was_mended_starts_with_the_first_click(recipe_page):
    page = recipe_page()
    budget = page.get_by_label("Budget in USD")
    budget.fill("0")
    expect(budget).to_have_attribute("aria-invalid", "true")
    page.route("**/generate/simprompt/", lambda route: route.abort())
    budget.fill("2")  # no answer comes: the click does not wait for one
    expect(page.get_by_role("button", name="Start the run")).to_be_enabled()


def test_mending_a_number_frees_nothing_that_cannot_run(recipe_page):
    page = recipe_page("annotate/")
    page.get_by_label("Budget in USD").fill("0")
    expect(page.get_by_label("Budget in USD")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Budget in USD").fill("2")
    expect(page.get_by_text("It cannot run yet")).to_be_visible()
    expect(page.get_by_role("button", name="Start the run")).to_be_disabled()


def test_a_mistake_in_a_folded_setting_is_unfolded(recipe_page):
    page = recipe_page()
    page.get_by_text("More settings").click()
    field = page.get_by_label("Pause below this yield (%)")
    field.fill("200")
    page.get_by_text("More settings").click()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_visible()


def test_enter_in_a_field_looks_and_starts_nothing(recipe_page, project):
    page = recipe_page()
    page.get_by_label("How many samples").fill("7")
    page.get_by_label("How many samples").press("Enter")
    expect(page.locator("#recipe-trial")).to_contain_text("7 to")
    assert project.runs.count() == 0
    expect(page.get_by_role("button", name="Update")).to_have_count(1)
    assert_no_complaints(page)


def test_a_search_by_enter_leaves_no_error_behind(recipe_page):
    page = recipe_page("")
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).press_sequentially("attr")
    page.keyboard.press("Enter")
    expect(page.locator("#recipe-list")).to_contain_text("AttrPrompt")
    page.get_by_label("Only what can run now").check()
    page.wait_for_load_state("networkidle")
    assert_no_complaints(page)


def test_what_is_sent_is_folded_so_that_it_is_not_twice_as_long_as_the_settings(recipe_page):
    page = recipe_page("attrprompt/")
    tops = [one.bounding_box()["y"] for one in page.locator("#recipe-trial footer button").all()]
    assert max(tops) - min(tops) < 8, "a button stands alone in a second line"
    columns = ("[aria-labelledby=settings-title]", "#recipe-trial")
    left, right = (page.locator(one).bounding_box()["height"] for one in columns)
    assert right < 2 * left
