"""The Korean catalogue is whole, keeps every place, is compiled, and leaves no English sentence on a page."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from tests.annotation.conftest import add_samples
from tests.permission_table import LET_IN, PAGES
from tests.test_permissions import address_of
from tests.worlds import built, db, world  # noqa: F401 - fixtures

CATALOGUE = settings.BASE_DIR / "locale" / "ko" / "LC_MESSAGES" / "django.po"
SOURCES = ("annotation", "generation", "synthlab", "templates")
SHOWN = [row for row in PAGES if row.method == "GET" and row.ok == 200 and row.who[0] is LET_IN and row.is_page]

LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) )?(".*")$')
PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|</?\w+")
ENGLISH = re.compile(r"\b[A-Za-z][a-z'’]*(?:,? [A-Za-z]?[a-z'’]+){2,}")


@dataclass
class Entry:
    parts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        context = self.parts.get("msgctxt")
        return f"{context}\x04{self.parts['msgid']}" if context else self.parts["msgid"]

    @property
    def sources(self) -> list[str]:
        return [text for name, text in self.parts.items() if name in ("msgid", "msgid_plural")]

    @property
    def korean(self) -> str:
        return self.parts.get("msgstr", self.parts.get("msgstr[0]", ""))


def entries(path: Path) -> list[Entry]:
    """The entries of a .po file without its header; nothing that is installed reads one."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [entry for entry in map(_entry, blocks) if entry.parts.get("msgid")]


def _entry(block: str) -> Entry:
    entry, name = Entry(), ""
    for line in block.split("\n"):
        if line.startswith("#,"):
            entry.fuzzy = "fuzzy" in line
        elif found := LINE.match(line):
            name = found[1] or name
            entry.parts[name] = entry.parts.get(name, "") + ast.literal_eval(found[2])
    return entry


@pytest.fixture(scope="module")
def korean() -> list[Entry]:
    return entries(CATALOGUE)


def test_nothing_is_untranslated_or_uncertain(korean):
    assert len(korean) > 1000
    assert [entry.key for entry in korean if entry.fuzzy or not entry.korean.strip()] == []


def test_every_place_is_kept(korean):
    assert [
        entry.key for entry in korean if not any(_places(entry.korean) == _places(text) for text in entry.sources)
    ] == []


def _places(text: str) -> list[str]:
    return sorted(set(PLACE.findall(text)))


def test_the_compiled_catalogue_says_the_same(korean):
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)._catalog
    said = {key[0] if isinstance(key, tuple) else key: text for key, text in catalogue.items() if key}
    assert said == {entry.key: entry.korean for entry in korean}


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="the gettext tools are not on this machine")
def test_every_text_of_the_code_is_in_the_catalogue(korean, tmp_path):
    for folder in SOURCES:
        shutil.copytree(settings.BASE_DIR / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locale").mkdir()
    # In a copy, and without our settings, which name the real locale folder: makemessages writes beside what it reads.
    apart = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "ko"]
    subprocess.run(command, cwd=tmp_path, env=apart, check=True, capture_output=True)
    fresh = {entry.key for entry in entries(tmp_path / "locale" / "ko" / "LC_MESSAGES" / "django.po")}
    kept = {entry.key for entry in korean}
    assert sorted(fresh - kept) == [], "run `make messages` and translate these"
    assert sorted(kept - fresh) == [], "the code says these no longer; run `make messages`"


# -- the pages -----------------------------------------------------------------------------------------------------


class VisibleText(HTMLParser):
    """The texts that a person reads or hears; not code, not quotes, not the name of another language."""

    UNREAD = ("script", "style", "code", "pre", "kbd", "textarea", "q")
    SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-confirm", "data-key-label")
    VOID = ("input", "br", "img", "meta", "link", "hr", "use", "path", "rect", "line", "circle", "polyline", "polygon")

    def __init__(self, page: str):
        super().__init__()
        self.texts, self._inside = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.texts += [attrs[name] for name in self.SPOKEN if attrs.get(name)]
        if tag not in self.VOID:
            self._inside.append(tag in self.UNREAD or (tag != "html" and "lang" in attrs))

    def handle_startendtag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag):
        if tag not in self.VOID and self._inside:
            self._inside.pop()

    def handle_data(self, data):
        if data.strip() and not any(self._inside):
            self.texts.append(" ".join(data.split()))


def english_on(page: str, written: set[str]) -> list[str]:
    """Runs of three or more English words that no person wrote."""
    texts = [text for text in VisibleText(page).texts if not any(text in one or one in text for one in written)]
    return sorted({found[0] for text in texts if (found := ENGLISH.search(text))})


def written_by_people(project) -> set[str]:
    """What the fixtures put into the tables: it stays in the language it was written in."""
    written = {project.name}
    for codebook in project.codebooks.all():
        written |= {codebook.purpose, codebook.role, codebook.note}
        written |= {rule.text for rule in codebook.rules.all()}
        for question in codebook.questions.all():
            written |= {question.title}
            for label in question.labels.all():
                written |= {label.definition, *label.examples, *label.counter_examples}
    for fields in project.samples.values_list("fields", flat=True):
        written |= set(fields.values())
    return {text for text in written if text.strip()}


def test_the_half_of_the_day_stands_before_the_time():
    with translation.override("ko"):
        assert date_format(datetime(2026, 11, 21, 5, 18), "DATETIME_FORMAT") == "2026년 11월 21일 오전 5:18"  # noqa: DTZ001


@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_no_english_sentence_is_left_on_the_page(row, world, signed_in):  # noqa: F811
    address = address_of(row, world, is_api=False)
    if not world.project.samples.exists():
        add_samples(world.project, 3)
    response = signed_in(world.lead).get(address, row.data, headers={"accept-language": "ko"})
    page = response.content.decode()
    assert '<html lang="ko"' in page
    assert english_on(page, written_by_people(world.project)) == []
