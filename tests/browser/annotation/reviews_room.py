"""The annotator's room over film reviews (the fixture `room`): what stands in it, and what is done there by key."""

from playwright.sync_api import expect

from annotation.models import Assignment
from tests.browser.annotation.asking import CARD

TEXT = f"{CARD} .sample"


def text(page) -> str:
    return page.locator(TEXT).inner_text()


def settled(page, *, last: bool = True) -> None:
    """The answer has arrived and the item after next is here."""
    expect(page.locator(".review-card")).to_have_count(2)
    if last:
        expect(page.locator("#review-last")).to_be_visible()


def answer(page, key: str) -> None:
    page.keyboard.press(key)
    page.keyboard.press("Enter")


def flagged(page, why: str = "cannot read it") -> None:
    page.keyboard.press("f")
    page.keyboard.type(why)
    page.keyboard.press("Enter")
    page.get_by_text("A lead will look at it").wait_for()
    settled(page)


def reasons(state: str) -> list[str]:
    return list(Assignment.objects.filter(state=state).order_by("pk").values_list("reason", flat=True))
