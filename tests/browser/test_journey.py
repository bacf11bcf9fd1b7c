"""The whole way, on a served demo and by keyboard alone: review as an annotator, then lead to a dataset in pandas."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

MOST_TABS = 150
FOCUSED = """() => { const it = document.activeElement; if (it === document.body) return '';
  const label = it.labels && it.labels[0];
  return [it.getAttribute('aria-label'), label && label.innerText, it.innerText, it.title, it.value]
    .filter(Boolean).join(' | ') }"""


@pytest.fixture(scope="module")
def served_demo(tmp_path_factory):
    """`make demo` without make: (address, {name: password})."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    environment |= {"SYNTHLAB_DATA_DIR": str(folder)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)], cwd=settings.BASE_DIR, env=environment
    )
    try:
        _until_it_answers(serve, f"http://127.0.0.1:{port}/sign-in/")
        yield f"http://127.0.0.1:{port}", json.loads((folder / "demo.json").read_text())
    finally:
        serve.send_signal(signal.SIGTERM)
        serve.wait(30)


def _until_it_answers(serve: subprocess.Popen, url: str) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        assert serve.poll() is None, "the demo ended before it answered"
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the demo does not answer")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    wanted = re.compile(name)
    for _ in range(MOST_TABS):
        if wanted.search(page.evaluate(FOCUSED)):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"nothing called {name!r} can be reached by Tab")


def follow(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    page.goto(address)
    tab_to(page, "(?i)user ?name")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer(page: Page, key: str) -> None:
    before = page.locator(".review-card:not([hidden])").get_attribute("id")
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator(".review-card:not([hidden])")).not_to_have_id(before)
    expect(page.locator("#review-last")).to_be_visible()
    expect(page.locator(".review-card")).to_have_count(2)  # the one after it is here, too


def test_an_annotator_reviews_ten_items_undoes_one_and_flags_one(page, served_demo):
    address, passwords = served_demo
    sign_in(page, address, "anna", passwords["anna"])
    follow(page, "Customer messages")
    follow(page, "^Review")
    for number in range(10):
        answer(page, "1234"[number % 4])
    expect(page.get_by_text(re.compile(r"^10 answers of yours today|90 answers of yours today"))).to_be_visible()
    last = page.locator(".review-card:not([hidden])").get_attribute("id")
    page.keyboard.press("Control+z")
    expect(page.locator(".review-card:not([hidden])")).not_to_have_id(last)
    page.keyboard.press("f")
    page.keyboard.type("Two topics at once")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A lead will look at it")).to_be_visible()
    assert page.complaints == []


def test_a_lead_changes_the_codebook_looks_at_the_numbers_and_exports(page, served_demo, tmp_path):
    address, passwords = served_demo
    sign_in(page, address, "lena", passwords["lena"])
    follow(page, "Customer messages")
    _publish_a_change(page)
    for name, heading in (("^Compare", "Compare"), ("^Agreement", "Agreement"), ("^Home", "Customer messages")):
        follow(page, name)
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        expect(page.get_by_text(re.compile("The numbers are being made|They appear here by themselves"))).to_have_count(
            0, timeout=60_000
        )
    _cut_a_version(page)
    path = _download(page, "JSON Lines", tmp_path)
    rows = pd.read_json(path, lines=True)
    assert {"text", "label", "split"} <= set(rows.columns)
    assert len(rows) > 300
    assert set(rows["label"]) == {"billing", "delivery", "account", "praise"}
    assert set(rows["split"]) == {"train", "validation", "test"}
    assert page.complaints == []


def _publish_a_change(page: Page) -> None:
    follow(page, "^Codebook")
    follow(page, "Edit|Change|draft")
    tab_to(page, "^Purpose")
    page.keyboard.press("Control+End")
    page.keyboard.type(" When in doubt, ask what the customer wants done.")
    page.evaluate("document.activeElement.blur()")
    tab_to(page, "^What changed")
    page.keyboard.type("What to ask when in doubt")
    tab_to(page, "^Publish")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Publish version 3 for good?")
    follow(page, "^Publish")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ersion 3")


def _cut_a_version(page: Page) -> None:
    follow(page, "^Versions")
    follow(page, "Cut a version")
    expect(page.get_by_role("button", name="Cut the version")).to_be_enabled(timeout=60_000)
    follow(page, "Cut the version")
    expect(page.get_by_text("Content hash")).to_be_visible(timeout=60_000)


def _download(page: Page, name: str, folder: Path) -> Path:
    tab_to(page, name)
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
