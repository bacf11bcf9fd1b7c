"""The page of commands names each command of ours."""

import re
from pathlib import Path

from django.conf import settings

HIDDEN = {"run_job", "prepare_round"}  # the worker's own


def test_every_command_is_on_the_page():
    folders = [settings.BASE_DIR / app / "management" / "commands" for app in ("synthlab", "generation", "annotation")]
    ours = {path.stem for folder in folders for path in Path(folder).glob("[a-z]*.py")} - HIDDEN
    table = (settings.BASE_DIR / "docs" / "users" / "commands.md").read_text().split("## A dataset")[0]
    named = {word for cell in re.findall(r"^\| (.+?) \|", table, re.MULTILINE) for word in re.findall(r"`(\w+)", cell)}
    assert ours - named == set()
