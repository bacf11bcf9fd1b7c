"""Pages of stored reports, once these are there: charts, heat tables and cards are accessible and fit a phone."""

import pytest
from playwright.sync_api import expect

from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.models import DatasetVersion, Stream
from generation.children import carry_out_open_jobs
from tests.annotation.making import answer, distinct_text, machine_label, make_sample
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

PAGES = ["", "agreement/", "compare/", "versions/", "versions/new/", "versions/2/", "versions/2/diff/?from=1"]


@pytest.fixture
def _busy(project, codebook, lead, annotator, annotator2):
    """A project in which people, a model and the student differ, with two versions."""
    samples = [make_sample(project, distinct_text(i), ("negative", "positive")[i % 2], source="gpt") for i in range(30)]
    cut(project, lead)
    for i, sample in enumerate(samples[:20]):
        machine_label(sample, ("negative", "positive")[i % 3 == 0], source="student")
        answer(
            annotator, sample, ("negative", "positive")[i % 4 == 0], stream=Stream.OVERLAP, rule="R1" if i < 5 else ""
        )
        answer(annotator2, sample, ("negative", "positive")[i % 5 == 0], stream=Stream.OVERLAP)
    cut(project, lead)


def cut(project, lead):
    enqueue_cut(open_version(project=project, filters=Filters(), note="for the tests", by=lead))
    carry_out_open_jobs()


@pytest.mark.usefixtures("_busy")
def test_reports_are_accessible_and_fit_a_phone(project, lead, signed_in_page):
    page = signed_in_page(lead)
    for address in PAGES:
        page.open(f"/projects/{project.slug}/{address}")
    carry_out_open_jobs()
    for address in PAGES:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.open(f"/projects/{project.slug}/{address}")
        expect(page.locator("text=appear here by themselves"), address).to_have_count(0)
        assert_accessible(page)
        page.set_viewport_size({"width": 360, "height": 740})
        assert_fits(page)
        screenshots(page, f"report-{address.partition('?')[0].strip('/').replace('/', '-') or 'home'}")
    assert_no_complaints(page)


@pytest.mark.usefixtures("_busy")
def test_the_preview_follows_the_filters_by_itself(project, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open(f"/projects/{project.slug}/versions/new/")
    carry_out_open_jobs()
    page.wait_for_selector("#version-preview >> text=30 rows")
    page.get_by_label("Keep rows that only a model labelled").uncheck()
    page.wait_for_selector("#version-preview >> text=appear here by themselves")
    carry_out_open_jobs()
    page.wait_for_selector("#version-preview >> text=20 rows")
    assert_no_complaints(page)


class Held:
    """What the page asks the server for, held back until the test lets it go."""

    def __init__(self, page) -> None:
        self.page, self.routes = page, {}
        page.route("**/versions/new/**", self._ask)

    def _ask(self, route) -> None:
        by = route.request.headers.get("hx-trigger", "")
        if by in ("version-preview", "version-form") and by not in self.routes:
            self.routes[by] = route
        else:
            route.continue_()

    def wait_for(self, by: str) -> None:
        for _ in range(100):
            if by in self.routes:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{by} asked for nothing")

    def let_go(self, by: str) -> None:
        self.routes[by].continue_()
        self.page.wait_for_timeout(300)


@pytest.mark.usefixtures("_busy")
def test_a_choice_made_while_the_preview_asks_for_itself_is_not_lost(project, lead, signed_in_page):
    page = signed_in_page(lead)
    held = Held(page)
    page.open(f"/projects/{project.slug}/versions/new/")
    held.wait_for("version-preview")
    page.get_by_label("Keep rows that only a model labelled").uncheck()
    held.wait_for("version-form")
    held.let_go("version-preview")
    held.let_go("version-form")
    carry_out_open_jobs()
    page.wait_for_selector("#version-preview >> text=20 rows", timeout=6000)
    expect(page.locator("#cut-version")).to_be_enabled()


@pytest.mark.usefixtures("_busy")
def test_after_other_counts_were_refused_the_preview_still_follows_the_choice(project, lead, signed_in_page):
    """The page that a refused cut answers with has no choice in its address."""
    page = signed_in_page(lead)
    page.open(f"/projects/{project.slug}/versions/new/")
    carry_out_open_jobs()
    page.wait_for_selector("#version-preview >> text=30 rows")
    page.locator("#id_machine_labels").evaluate("box => { box.checked = false; }")
    page.get_by_role("button", name="Cut the version").click()
    page.wait_for_selector("text=The counts you saw were of other rows")
    carry_out_open_jobs()
    page.wait_for_selector("#version-preview >> text=20 rows", timeout=6000)
    expect(page.locator("#cut-version")).to_be_enabled()


@pytest.mark.usefixtures("_busy")
def test_a_number_is_counted_while_the_focus_is_in_it_so_that_one_press_cuts(project, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open(f"/projects/{project.slug}/versions/new/")
    carry_out_open_jobs()
    page.wait_for_selector("#version-preview >> text=30 rows")
    page.get_by_label("Least probability").press_sequentially("0.1")
    page.wait_for_selector("#version-preview >> text=appear here by themselves")
    carry_out_open_jobs()
    expect(page.locator("#cut-version")).to_be_enabled()
    page.get_by_role("button", name="Cut the version").click(delay=400)
    page.wait_for_url("**/versions/3/")


@pytest.mark.usefixtures("_busy")
def test_a_press_right_after_a_number_says_that_the_counts_are_of_other_rows(project, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open(f"/projects/{project.slug}/versions/new/")
    carry_out_open_jobs()
    page.wait_for_selector("#version-preview >> text=30 rows")
    page.get_by_label("Least probability").fill("0.1")
    page.get_by_role("button", name="Cut the version").click(delay=100)
    page.wait_for_selector("text=The counts you saw were of other rows")


@pytest.fixture
def audited_version(project, codebook, lead):
    """One version whose card tells shares with their intervals: long small print in two cells, one point a chart."""
    share = {"value": 0.98, "low": 0.909, "high": 1.0, "n": 43, "population": 12_339, "rows": 12_339, "reason": ""}
    card = {"estimate": share, "student_audit": share}
    return DatasetVersion.objects.create(
        project=project, number=1, codebook=codebook, state="ready", rows=12_339, created_by=lead, card=card
    )


@pytest.mark.usefixtures("audited_version")
@pytest.mark.parametrize("address", ["", "versions/"])
def test_a_version_is_read_whole_on_a_phone(project, lead, signed_in_page, address):
    page = signed_in_page(lead)
    page.set_viewport_size({"width": 360, "height": 740})
    page.open(f"/projects/{project.slug}/{address}")
    box = page.locator(".table-box", has=page.get_by_role("rowheader", name="v1"))
    widths = box.last.evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert widths[0] == widths[1]
    for small in box.last.locator("small").all():
        assert small.evaluate("small => small.getBoundingClientRect().right") <= 344


@pytest.mark.usefixtures("audited_version")
def test_a_single_point_has_its_name_below_it(project, lead, signed_in_page):
    page = signed_in_page(lead)
    page.open(f"/projects/{project.slug}/versions/")
    plot = page.locator(".plot").first
    point, name = plot.locator(".points").bounding_box(), plot.locator(".x-ticks li").bounding_box()
    assert abs((point["x"] + point["width"] / 2) - (name["x"] + name["width"] / 2)) < 2
    assert point["y"] + point["height"] < name["y"]


@pytest.mark.usefixtures("codebook")
def test_figures_as_long_as_they_get_fit_the_smallest_phone(project, lead, signed_in_page):
    page = signed_in_page(lead)
    page.set_viewport_size({"width": 320, "height": 700})
    page.open(f"/projects/{project.slug}/")
    figures = page.locator(".kpis").first.locator(".value")
    expect(figures.nth(4)).to_have_text("$0.00")
    figures.nth(3).evaluate("one => { one.textContent = '12,345,678'; }")
    figures.nth(4).evaluate("one => { one.textContent = '$123,456.78'; }")
    assert_fits(page)
