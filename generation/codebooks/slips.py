"""What may well be a slip in a codebook and is allowed all the same: said before a version is frozen for good."""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from generation.methods.taskspec import TaskSpec

MOST = 10
SHOWN_CHARS = 60
MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]{0,200}>|&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{2,6});"  # HTML; below Markdown: bold, link, heading
    r"|\*\*[^\s*](?:[^*\n]{0,200}[^\s*])?\*\*|\[[^\[\]\n]{1,200}\]\(https?://[^\s()]{1,200}\)|^\#{1,6} \S[^\n]{0,200}",
    re.MULTILINE,
)
KEPT = {"\n", "\t", "\u200c", "\u200d"}  # joiners are part of emoji and of several scripts


def slips(spec: TaskSpec) -> list[str]:
    """A sentence for each text with markup or with characters that nobody sees, the first ten."""
    found: dict[str, None] = {}
    for text in _texts(spec):
        found |= dict.fromkeys(_slips_of(text))
    return list(found)[:MOST]


def _slips_of(text: str) -> Iterator[str]:
    if markup := MARKUP.search(text):
        message = _("“%(text)s” holds markup, which people and models read as it stands: %(markup)s")
        yield message % {"text": _shown(text), "markup": markup[0][:SHOWN_CHARS]}
    if unseen := next((char for char in text if _is_unseen(char)), None):
        message = _("“%(text)s” holds a character that nobody sees (U+%(code)s); it goes into the prompt too.")
        yield message % {"text": _shown(text), "code": f"{ord(unseen):04X}"}


def _is_unseen(char: str) -> bool:
    return char not in KEPT and unicodedata.category(char) in ("Cc", "Cf", "Co")


def _shown(text: str) -> str:
    seen = "".join("\ufffd" if _is_unseen(char) else char for char in text)
    return seen if len(seen) <= SHOWN_CHARS else seen[: SHOWN_CHARS - 1] + "…"


def _texts(spec: TaskSpec) -> Iterator[str]:
    yield from (spec.purpose, spec.role)
    for field in spec.fields:
        yield field.title
    for question in spec.questions:
        yield question.title
        for label in question.labels:
            yield from (label.name, label.verbalizer, label.definition, *label.examples, *label.counter_examples)
    for rule in spec.rules:
        yield rule.text
