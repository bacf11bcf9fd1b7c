"""The Chromium of this machine: the tests drive it, and the pictures of the documentation are taken with it."""

import shutil

#: The first is the same engine without a screen: it opens a page in a third of the time that the whole browser takes.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)
