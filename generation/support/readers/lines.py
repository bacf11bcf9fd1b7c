"""A stream of bytes as numbered UTF-8 lines: the encoding is settled by the first bytes, a line is never unbounded."""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

from django.utils.translation import gettext as _

#: A line longer than this is not kept while it is read. Many times the longest text that an import takes.
MAX_LINE_BYTES = 16 * 1024 * 1024


class FileProblem(Exception):
    """The file as a whole cannot be read (any further)."""


def bounded(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            raise FileProblem(_("The file is larger than %(most)d bytes, the most that is taken.") % {"most": most})
        yield chunk


def as_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text as UTF-8 without a byte order mark. UTF-16 is read with its mark only."""
    chunks = iter(chunks)
    head = b""
    while len(head) < 4 and (chunk := next(chunks, None)) is not None:
        head += chunk
    # In UTF-32 every character has an empty half, in UTF-16 none has, but for a NUL.
    if b"\0\0" in (head[:2], head[2:4]):
        raise FileProblem(_("The file is in UTF-32. Save it as UTF-8."))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _from_utf16(chain([head], chunks))
    if head[:4].count(0) == 2:  # every second byte empty: Latin letters in UTF-16
        raise FileProblem(_("The file looks like UTF-16 without a byte order mark. Save it as UTF-8."))
    return chain([head.removeprefix(codecs.BOM_UTF8)], chunks)


def _from_utf16(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    line = 1
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            line += text.count("\n")
            yield text.encode()
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise FileProblem(_("Line %(line)d is not valid UTF-16.") % {"line": line}) from error


def numbered_lines(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number, without its line feed; None in the place of one that is longer than the limit."""
    number, rest, skipping = 0, b"", False
    for chunk in chunks:
        parts = (rest + chunk).split(b"\n")
        rest = parts.pop()
        for part in parts:
            number += 1
            yield number, None if skipping else part
            skipping = False
        if skipping or len(rest) > MAX_LINE_BYTES:
            rest, skipping = b"", True
    if rest or skipping:
        yield number + 1, None if skipping else rest
