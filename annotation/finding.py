"""Finding samples by their number, or by words of their text: rows are read in the list's own order,
so many at most a page.

An index of words would know neither Korean endings nor parts of words, and be another one on each database. Reading on
from a key does: a page costs the same in a project of a hundred thousand rows as in one of ten thousand.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from generation.models import Sample

Key = tuple[float | None, int]
#: `read(after, count)`: the next keys of the list.
Read = Callable[[Key | None, int], list[Key]]

AT_ONCE = 2_000  # keys
TEXTS = 100  # held at a time
MOST_READ = 20_000  # rows of a page: .6 s of one core where they are short (of 100,000 rows on SQLite)
MOST_CHARACTERS = 20_000_000  # of a page: long texts end it sooner
#: Words, and between quotes several that belong together. A quote inside a word, as in 5", is a sign like any other.
_WANTED = re.compile(r'(?<!\S)["“”„]([^"“”]*[^"“”\s][^"“”]*)["“”](?!\S)|(\S+)')


def with_words(said: str, read: Read, after: Key | None, count: int) -> tuple[list[Key], Key | None]:
    """Keys of at most `count` samples in whose text all the words stand, and where to read on; None at the list's end.

    Capitals do not matter, nor how a letter is composed; a part of a word is found, too.
    """
    wanted, found, characters = wanted_in(said), [], 0
    for _part in range(MOST_READ // AT_ONCE):
        keys = read(after, AT_ONCE)
        for key, text in _with_texts(keys):
            characters += len(text)
            if holds(wanted, text):
                found.append(key)
            if len(found) == count or characters >= MOST_CHARACTERS:
                return found, key
        if len(keys) < AT_ONCE:
            return found, None
        after = keys[-1]
    return found, after


def _with_texts(keys: list[Key]) -> Iterator[tuple[Key, str]]:
    """In the order of the keys, a hundred texts in memory."""
    for start in range(0, len(keys), TEXTS):
        part = keys[start : start + TEXTS]
        texts = dict(Sample.objects.filter(pk__in=[pk for _value, pk in part]).values_list("pk", "fields"))
        for key in part:
            yield key, "\n".join(map(str, texts.get(key[1], {}).values()))


def words_in(said: str) -> list[str]:
    """What is looked for, each once: the words, and what stands between quotes as one."""
    return list(dict.fromkeys((phrase or word).strip() for phrase, word in _WANTED.findall(said)))


def wanted_in(said: str) -> list[str]:
    return [plain(word) for word in words_in(said)]


def holds(wanted: list[str], text: str) -> bool:
    """Whether all that `wanted_in` gave stands in the text, in any order."""
    where = plain(text)
    return all(word in where for word in wanted)


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def number_in(text: str) -> int | None:
    """The number that the whole text is, such as “863932”, “#863932” or “Item 863932”; None where it is other words."""
    said = text.strip().casefold()
    for before in ("#", "item ", (_("Item %(number)s") % {"number": ""}).casefold()):
        said = said.removeprefix(before).strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None
