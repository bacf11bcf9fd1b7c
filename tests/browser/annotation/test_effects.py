"""How people work, on the screen: charts with their tables, accessible in both themes, on a phone and a wide one."""

import random

import pytest
from playwright.sync_api import expect

from generation.children import carry_out_open_jobs
from tests.annotation.effects.conftest import OTHER, World
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots


@pytest.fixture
def worked(project, codebook, lead, annotator, annotator2):
    """Three people in six sittings each; what they see draws them, and they become slower as they sit."""
    world, rng = World(project), random.Random(3)
    for place, person in enumerate((lead, annotator, annotator2)):
        for sitting in range(6):
            for i in range(16):
                truth = rng.choice(("positive", "negative"))
                said = truth if rng.random() < 0.8 else OTHER[truth]
                shown = rng.random() > 0.2
                own = truth if rng.random() < 0.85 else OTHER[truth]
                world.answered(
                    person, said if shown and rng.random() < 0.5 else own, shown=shown,
                    sample=world.sample(said, reference=truth if i % 2 else ""),
                    seconds=rng.lognormvariate(2 + place / 5 + i / 40, 0.4), minute=sitting * 300 + i,
                )  # fmt: skip
        world.passed_on(person)


def opened(page, project):
    page.open(f"/projects/{project.slug}/effects/")
    carry_out_open_jobs()
    page.open(f"/projects/{project.slug}/effects/")
    expect(page.locator("text=appear here by themselves")).to_have_count(0)


@pytest.mark.usefixtures("worked")
def test_it_is_accessible_and_fits_a_phone_and_a_wide_screen(project, lead, signed_in_page):
    page = signed_in_page(lead)
    opened(page, project)
    for width in (1440, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        if width != 320:
            assert_accessible(page)
    screenshots(page, "effects")
    assert_no_complaints(page)


@pytest.mark.usefixtures("worked")
def test_each_chart_has_its_numbers_with_n_and_interval(project, lead, signed_in_page):
    page = signed_in_page(lead)
    opened(page, project)
    charts = page.locator("figure.chart")
    expect(charts).to_have_count(6)
    for chart in charts.all():
        if chart.locator("details").count():
            chart.locator("summary").click()
        rows = chart.locator("tbody tr")
        assert rows.count() >= 2
        for row in rows.all():
            assert "–" in row.inner_text() or " to " in row.inner_text()


@pytest.mark.usefixtures("codebook")
def test_of_nobody_it_says_what_comes(project, lead, signed_in_page):
    page = signed_in_page(lead)
    opened(page, project)
    expect(page.get_by_role("heading", name="Nobody has answered yet")).to_be_visible()
    assert_accessible(page)
    screenshots(page, "effects-empty")
