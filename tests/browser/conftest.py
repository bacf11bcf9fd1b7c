"""A real Chromium against the live server. Skips with a reason where there is no browser; in CI that is a failure."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client

from tests import chromium
from tests.conftest import PASSWORD

CHROMIUM = chromium.path()
SHOTS = Path(settings.BASE_DIR) / "build" / "screenshots"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


# What is wider than the window and not inside something that scrolls by itself.
OVERFLOWING = """
() => [...document.querySelectorAll("body *")].filter((element) => {
  const box = element.getBoundingClientRect();
  if (!element.checkVisibility() || box.width < 2) return false;
  if (box.right <= document.documentElement.clientWidth + 1) return false;
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (getComputedStyle(up).overflowX !== "visible") return false;
  }
  return true;
}).map((element) => element.outerHTML.slice(0, 120))
"""

# Colours fade in, and axe must not measure them half-way. Not by waiting for `finished`: a browser without a screen may
# draw no further frame, and then a transition that has not begun never ends. What turns for ever changes no colour.
TO_THE_END = """
() => document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  .forEach((one) => one.finish())
"""


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=False))


@pytest.fixture(scope="session", autouse=True)
def _needs_chromium():
    # playwright's sync API runs a loop in the test's thread. Only here: elsewhere Django's guard finds real mistakes.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if CHROMIUM is None:
        reason = "no chromium on this machine"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": [*chromium.QUIET]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}


@pytest.fixture
def page(page):
    """The page, which remembers what the console and the content security policy complained about."""
    page.complaints = []
    page.on("console", lambda message: _note(page, message))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def _note(page, message) -> None:
    # A refused request (404, 422) is logged by the browser itself; the tests that provoke one look at the page.
    if message.type == "error" and "Failed to load resource" not in message.text:
        page.complaints.append(message.text)


@pytest.fixture
def signed_in_page(page, context, live_server):
    """`signed_in_page(lead)`: the browser page of a signed-in person; then `page.open("/")`."""

    def of(user):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.clear_cookies()
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.open = lambda path: _open(page, live_server.url + path)
        return page

    return of


def _open(page, address: str) -> None:
    answer = page.goto(address)
    assert answer.status < 400, f"{address} answered {answer.status}"


def sign_in(page, live_server, user) -> None:
    """Through the form, as people do."""
    page.goto(live_server.url + "/sign-in/")
    page.get_by_label(re.compile("user ?name", re.IGNORECASE)).fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def assert_no_complaints(page) -> None:
    """No script error and nothing that the content security policy had to stop."""
    assert page.complaints == []


def assert_accessible(page, themes=("light", "dark")) -> None:
    """No finding of axe (WCAG 2.0 to 2.2 A and AA, best practices) in each theme; nothing scrolls sideways. A further
    theme only turns colours (test_face.py), so of that the rules are asked that look at them."""
    for theme in themes:
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        page.evaluate(TO_THE_END)
        looked_at = COLOUR_RULES if theme in themes[1:] else WCAG
        results = _axe(page, looked_at)
        assert results.violations_count == 0, f"{theme}: {results.generate_report()}"
    assert_fits(page)


def _axe(page, rules) -> AxeResults:
    if page.evaluate("typeof axe === 'undefined'"):  # half a megabyte, and good until the next page
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "runOnly": rules}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)  # not all that it passed
    return AxeResults({"violations": found, "url": page.url})


def assert_fits(page) -> None:
    assert page.evaluate(OVERFLOWING) == [], "these reach beyond the window"


def screenshots(page, name: str, *, widths=(1440, 360), themes=("light", "dark")) -> None:
    """With SCREENSHOTS=1: pictures to look at, in build/screenshots (not in git)."""
    if not os.environ.get("SCREENSHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in themes:
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            page.wait_for_timeout(200)
            page.screenshot(path=SHOTS / f"{name}-{width}-{theme}.png", full_page=True)
    page.set_viewport_size(before)
