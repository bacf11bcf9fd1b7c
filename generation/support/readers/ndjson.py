"""NDJSON: one JSON object a line."""

from collections.abc import Iterable, Iterator

import orjson
from django.utils.translation import gettext as _

from generation.support.readers.lines import MAX_LINE_BYTES, numbered_lines

RawRow = tuple[int, dict | None, str]  # line, row, what is wrong with it


def read_ndjson(chunks: Iterable[bytes]) -> Iterator[RawRow]:
    loads = orjson.loads
    for number, line in numbered_lines(chunks):
        if line is None:
            yield number, None, _("The line is longer than %(most)d bytes.") % {"most": MAX_LINE_BYTES}
            continue
        try:
            row = loads(line)
        except orjson.JSONDecodeError as error:
            if line.strip():
                yield number, None, _problem(line, error)
            continue
        if type(row) is dict:
            yield number, row, ""
        else:
            yield number, None, _("The line is not a JSON object.")


def _problem(line: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as wrong:
        return _("The line is not UTF-8 (byte %(byte)d). Save the file as UTF-8.") % {"byte": wrong.start + 1}
    if b"\x00" in line:
        return _("The line holds a NUL byte.")
    return _("The line is not valid JSON: %(problem)s") % {"problem": error.msg[:200]}
