"""What each picture shows: whose page, how high, and what is done on it before."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from docs.pictures.served import DEMO

ROOM = f"/projects/{DEMO}/review/"


def as_it_opens(_page: Page) -> None:
    """Nothing is done."""


def two_names_marked(page: Page) -> None:
    """By keyboard, as docs/users/annotators.md says."""
    page.keyboard.press("m")
    for skipped, marked, key in ((13, 11, "1"), (4, 14, "2")):
        for _letter in range(skipped):
            page.keyboard.press("ArrowRight")
        for _letter in range(marked):
            page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press(key)
    page.keyboard.press("Escape")


def answer_mended(page: Page) -> None:
    page.keyboard.press("2")
    box = page.locator(".review-card:not([hidden]) textarea[data-value]")
    box.fill("We are sorry about the lamp. Send it back at our cost, and we will refund it within 5 days.")
    box.blur()


@dataclass(frozen=True)
class Scene:
    name: str
    person: str
    path: str
    prepare: Callable[[Page], None] = as_it_opens
    height: int = 800


SCENES = (
    Scene("review", "anna", ROOM),
    Scene("review-spans", "anna", "/projects/names-in-reviews/review/", two_names_marked),
    Scene("review-mended", "anna", "/projects/answers-to-customers/review/", answer_mended, height=960),
    Scene("compare", "lena", f"/projects/{DEMO}/compare/", height=1000),
    Scene("policy", "lena", f"/projects/{DEMO}/settings/review/"),
    Scene("codebook", "lena", f"/projects/{DEMO}/codebooks/edit/", height=1000),
    Scene("try", "lena", f"/projects/{DEMO}/codebooks/tries/1/", height=1100),
)
