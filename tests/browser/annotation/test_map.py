"""The map in a browser: it is drawn, coloured, moved by keys, and what is drawn round is kept."""

import pytest
from playwright.sync_api import expect

from annotation.models import Assignment, Item, Selection
from annotation.queue.actions.pull import TOP
from generation.children import carry_out_open_jobs
from tests.annotation.making import distinct_text, make_sample
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

PAGE = "/projects/reviews/map/"
KINDS = (("a warm and funny film", "positive"), ("a dull and lifeless film", "negative"))


@pytest.fixture
def page(project, codebook, lead, client, signed_in_page):
    for n in range(80):
        make_sample(project, f"{KINDS[n % 2][0]}: {distinct_text(n)}", KINDS[n % 2][1])
    client.force_login(lead)
    client.post(f"{PAGE}draw/")
    carry_out_open_jobs()
    page = signed_in_page(lead)
    page.open(PAGE)
    expect(page.locator("[data-map]")).to_have_attribute("data-loaded", "80")
    return page


def inked(page) -> int:
    """How many pixels of the canvas have a colour."""
    return page.locator("canvas.map-canvas").evaluate(
        """(canvas) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let at = 3; at < data.length; at += 4) if (data[at]) count += 1;
          done(count);
        })))"""
    )


def drag_round_all(page) -> None:
    box = page.locator("canvas.map-canvas").bounding_box()
    left, top, right, bottom = box["x"] + 4, box["y"] + 4, box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def test_points_are_drawn_and_one_colour_alone_shows_fewer(page):
    whole = inked(page)
    assert whole > 300
    page.locator("[data-legend]").get_by_role("button", name="positive").click()
    assert 0 < inked(page) < whole
    assert_no_complaints(page)


def test_what_is_drawn_round_is_counted_looked_at_and_asked_about_first(page, project):
    page.get_by_role("button", name="Choose", exact=True).first.click()
    drag_round_all(page)
    expect(page.locator("[data-selection] [data-count]")).to_have_text("Chosen: 80 of 80")
    expect(page.locator(".map-looked li")).to_have_count(12)
    texts = page.locator("[data-looked]").bounding_box()
    asks = page.get_by_role("button", name="Ask people first").bounding_box()
    assert asks["y"] + asks["height"] <= texts["y"], "what to do with them stands above the texts"
    page.get_by_label("Name of the selection").fill("everything")
    page.get_by_role("button", name="Ask people first").click()
    expect(page.locator("#toasts")).to_contain_text("80 items go before all others now")
    assert Selection.objects.get().rows == 80
    assert Item.objects.filter(priority=TOP).count() == 80


def test_escape_lets_a_choice_go(page):
    page.get_by_role("button", name="Choose", exact=True).first.click()
    drag_round_all(page)
    chosen = page.locator("[data-selection]")
    expect(chosen).to_be_visible()
    page.get_by_label("Name of the selection").press("Escape")
    expect(chosen).to_be_visible()  # in a box it is the box's
    page.get_by_role("button", name="Choose nothing").focus()
    page.keyboard.press("Escape")
    expect(chosen).to_be_hidden()
    expect(page.locator("canvas.map-canvas")).to_be_focused()
    page.get_by_role("button", name="Choose region 1").click()
    expect(chosen).to_be_visible()
    page.keyboard.press("Escape")
    expect(chosen).to_be_hidden()
    assert_no_complaints(page)


def test_of_a_colour_that_is_seen_alone_only_what_is_seen_is_chosen(page):
    page.locator("[data-legend]").get_by_role("button", name="negative").click()
    page.get_by_role("button", name="Choose", exact=True).first.click()
    drag_round_all(page)
    expect(page.locator("[data-selection] [data-count]")).to_have_text("Chosen: 40 of 80")


def test_what_is_held_back_from_its_reader_is_not_chosen_by_its_colour(page, project, codebook, lead):
    item = Item.objects.filter(sample__current_label="negative").first()
    Assignment.objects.create(
        project=project, item=item, user=lead, stream="active", codebook=codebook, expires_at="2100-01-01T00:00Z"
    )
    page.open(PAGE)
    expect(page.locator("[data-map]")).to_have_attribute("data-loaded", "80")
    page.locator("[data-legend]").get_by_role("button", name="negative").click()
    page.get_by_role("button", name="Choose", exact=True).first.click()
    drag_round_all(page)
    expect(page.locator("[data-selection] [data-count]")).to_have_text("Chosen: 39 of 80")


def test_by_keys_alone_the_map_moves_and_a_region_is_chosen_and_kept(page):
    canvas = page.locator("canvas.map-canvas")
    canvas.focus()
    before = inked(page)
    for key in ("+", "+", "+", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    assert inked(page) != before
    page.keyboard.press("0")
    assert inked(page) == before
    page.get_by_role("button", name="Choose region 1").press("Enter")
    expect(page.locator("[data-selection] [data-count]")).to_contain_text("Chosen:")
    page.get_by_label("Name of the selection").fill("region one")
    page.get_by_role("button", name="Keep and show").press("Enter")
    expect(page).to_have_url(
        f"{page.url.split('/projects')[0]}/projects/reviews/samples/?selection={Selection.objects.get().pk}"
    )
    expect(page.get_by_label("Selection")).to_have_value(str(Selection.objects.get().pk))


def test_a_point_that_is_pressed_shows_its_text(page):
    page.locator("[data-colour]").select_option("label")
    place = page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas.map-canvas");
          const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const at = data.findIndex((value, index) => index % 4 === 3 && value);
          const pixel = (at - 3) / 4, sharp = window.devicePixelRatio || 1;
          return [(pixel % width) / sharp, Math.floor(pixel / width) / sharp];
        }"""
    )
    box = page.locator("canvas.map-canvas").bounding_box()
    page.mouse.click(box["x"] + place[0] + 1, box["y"] + place[1] + 1)
    expect(page.locator(".map-looked li")).to_have_count(1)
    expect(page.locator("[data-selection] [data-count]")).to_have_text("Chosen: 1 of 80")


@pytest.mark.parametrize("width", [1440, 390])
def test_it_fits_and_keeps_nobody_out(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Choose region 1").click()
    assert_fits(page)
    assert_accessible(page)
    screenshots(page, f"map-{width}", widths=(width,))
