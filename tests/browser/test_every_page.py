"""Every page of the permission table in a browser, wide in English and narrow in Korean, each in both themes: axe finds
nothing, no script error, nothing scrolls sideways."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from tests.annotation.conftest import add_samples
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots
from tests.permission_table import LET_IN, PAGES
from tests.test_permissions import address_of

SHOWN = [row for row in PAGES if row.method == "GET" and row.ok == 200 and row.who[0] is LET_IN and row.is_page]


@pytest.fixture
def world(project, codebook, lead, annotator, viewer, stranger) -> SimpleNamespace:
    return SimpleNamespace(
        project=project, codebook=codebook, lead=lead, annotator=annotator, viewer=viewer, stranger=stranger
    )


@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_it_is_accessible(row, world, signed_in_page):
    address = address_of(row, world, is_api=False)
    if not world.project.samples.exists():
        add_samples(world.project, 12)  # an empty page has little to get wrong
    page = signed_in_page(world.lead)
    page.open(f"{address}?{urlencode(row.data)}" if row.data else address)
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert_fits(page)
    screenshots(page, row.address.replace(":", "-"), themes=("light",))
    in_korean(page)
    assert_accessible(page)
    assert_no_complaints(page)


def in_korean(page) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "ko", "url": page.url}])
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "ko"


def test_the_sign_in_page_is_accessible(page, live_server, db):
    page.goto(live_server.url + "/sign-in/")
    assert_accessible(page)
    assert_no_complaints(page)
    screenshots(page, "sign-in")


def test_a_page_that_is_not_there_is_accessible(page, live_server, db):
    page.goto(live_server.url + "/no-such-page/")
    assert "There is nothing here" in page.content()
    assert_accessible(page)
    screenshots(page, "not-found", themes=("light",))
