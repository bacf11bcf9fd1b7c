"""The page of settings names every variable that the settings read, and no other."""

import re

from django.conf import settings


def test_every_setting_is_documented():
    code = (settings.BASE_DIR / "synthlab" / "settings.py").read_text()
    page = (settings.BASE_DIR / "docs" / "operators" / "settings.md").read_text()
    read = set(re.findall(r"env(?:\.\w+)?\(\"([A-Z_]+)\"", code))
    documented = set(
        re.findall(r"`([A-Z][A-Z_]+)`", "\n".join(row.split("|")[1] for row in page.splitlines()[5:] if "|" in row))
    )
    assert documented == read
