"""The room of an annotator, and what its browser keeps for them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, ReviewPolicy
from annotation.queue.actions import dispense
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from tests.annotation.conftest import add_samples
from tests.browser.annotation.asking import ROOM

KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('synthlab-kept/'))"


@pytest.fixture
def room(project, codebook, annotator, signed_in_page, monkeypatch):
    """The page of an annotator with six items."""
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.9)  # no overlap, nothing blind
    ReviewPolicy.objects.create(project=project)
    add_samples(project, 6)
    pull(project=project)
    page = signed_in_page(annotator)
    page.set_default_timeout(8_000)
    page.open(ROOM)
    return page


def another_tab(page, address=None):
    tab = page.context.new_page()
    tab.set_default_timeout(8_000)
    tab.goto(address or page.url)
    return tab


def remark(page, text: str) -> None:
    """A comment on the item, kept by now."""
    page.keyboard.press("c")
    page.keyboard.type(text)
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.includes('/drafts/'))")


def fill_up(page) -> None:
    """The browser has no room for anything more."""
    page.evaluate(
        "() => { for (let n = 2 ** 22; n; n >>= 1) try { localStorage['full' + n] = 'x'.repeat(n); } catch {} }"
    )


def answer(page, key: str) -> None:
    page.keyboard.press(key)
    page.keyboard.press("Enter")


def arrived(page, count: int) -> None:
    """The server has this many answers, and nothing waits any more."""
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.includes('/outbox/'))")
    expect(page.locator("#review-waiting")).to_be_hidden()
    assert Annotation.objects.count() == count


def lapsed(assignment, other) -> None:
    """The lease ran out, and somebody else holds the item."""
    Assignment.objects.filter(pk=assignment.pk).update(expires_at=timezone.now() - timezone.timedelta(seconds=1))
    while hand_out(project=assignment.project, user=other).item_id != assignment.item_id:
        pass
