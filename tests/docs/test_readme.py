"""Every path that the README and the pages under docs/ point to exists."""

import re

import pytest
from django.conf import settings

PAGES = sorted(
    [settings.BASE_DIR / "README.md", settings.BASE_DIR / "CONTRIBUTING.md", *settings.BASE_DIR.glob("docs/**/*.md")]
)


def test_each_path_of_the_table_exists():
    table = (settings.BASE_DIR / "README.md").read_text().split("## Where things are")[1].split("## Licence")[0]
    missing = [path for path in re.findall(r"`([^`]+)`", table) if not (settings.BASE_DIR / path).exists()]
    assert missing == []


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_each_link_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []
