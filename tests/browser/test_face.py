"""The frame and every part of the design system: both themes, both languages, phone and desk."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings

from tests.browser.conftest import COLOUR_RULES, WCAG, assert_accessible, assert_no_complaints, screenshots

GALLERY = "/projects/reviews/settings/gallery/"


@pytest.fixture
def gallery(settings, signed_in_page, lead, project):
    settings.ROOT_URLCONF = "tests.browser.gallery.urls"
    page = signed_in_page(lead)
    page.open(GALLERY)
    return page


def test_all_parts_are_accessible_and_clean_at_a_desk(gallery):
    assert_accessible(gallery)
    assert_no_complaints(gallery)
    screenshots(gallery, "gallery")


def test_a_theme_turns_colours_and_nothing_else():
    """What assert_accessible asks of the first theme alone rests on it."""
    rules = [
        rule
        for sheet in (settings.BASE_DIR / "static" / "css").glob("*.css")
        for rule in re.findall(r"[^{}]*(?:data-theme|prefers-color-scheme)[^{]*{[^}]*}", sheet.read_text())
    ]
    bodies = {rule.partition("{")[2].strip(" }\n") for rule in rules}
    assert bodies == {"color-scheme: light;", "color-scheme: dark;"}


def test_no_other_rule_of_axe_looks_at_colours(gallery):
    """Nor does the rest of what assert_accessible asks: axe itself says of each rule what it is about."""
    gallery.evaluate(AXE_SCRIPT)
    about_colour = gallery.evaluate("() => axe.getRules(['cat.color']).map(rule => [rule.ruleId, rule.tags])")
    asked = {name for name, tags in about_colour if {*tags} & {*WCAG}}
    assert asked == {*COLOUR_RULES["values"]}


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_scrolls_sideways(gallery, width):
    gallery.set_viewport_size({"width": width, "height": 800})
    assert_accessible(gallery)


def test_an_inline_script_is_stopped_and_noticed(gallery):
    gallery.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    gallery.wait_for_function("true")
    assert gallery.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in gallery.complaints)
