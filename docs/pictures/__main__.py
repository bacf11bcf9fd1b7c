"""Make the pictures of the documentation from the running product: `make pictures`, or `… NAME` for some of them.

The demo is built in a folder of its own and thrown away, so nothing of the user's is touched or shown.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from docs.pictures.drafts import try_a_draft
from docs.pictures.rooms import make_rooms
from docs.pictures.scenes import SCENES
from docs.pictures.served import Site, served_demo
from tests import chromium

IMAGES = Path(__file__).parent.parent / "images"
WIDTH = 1280


def main(names: list[str]) -> None:
    wanted = [scene for scene in SCENES if not names or scene.name in names]
    if unknown := set(names) - {scene.name for scene in wanted}:
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(s.name for s in SCENES)}.")
    with tempfile.TemporaryDirectory() as folder, served_demo(Path(folder)) as site, sync_playwright() as playwright:
        make_rooms(site)
        try_a_draft(site)
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=[*chromium.QUIET])
        for scene in wanted:
            _take(browser, site, scene)
            print(f"docs/images/{scene.name}.png")


def _take(browser, site: Site, scene) -> None:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": scene.height},
        locale="en-US",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{site.address}/sign-in/")
    page.locator("input[name=username]").fill(scene.person)
    page.locator("input[name=password]").fill(site.passwords[scene.person])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(site.address + scene.path)
    page.wait_for_load_state("networkidle")
    scene.prepare(page)
    page.screenshot(path=IMAGES / f"{scene.name}.png")
    context.close()


main(sys.argv[1:])
