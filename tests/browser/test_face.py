"""The frame and every part of the design system: both themes, both languages, phone and desk."""

import pytest

from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots

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
