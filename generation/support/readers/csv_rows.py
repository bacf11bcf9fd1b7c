"""CSV with a header. A broken record costs only its own line: reading goes on with the line after it."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from generation.support.readers.lines import MAX_LINE_BYTES, FileProblem, numbered_lines
from generation.support.readers.ndjson import RawRow

DELIMITERS = ",;\t|"
csv.field_size_limit(MAX_LINE_BYTES)  # Python's own limit, 131,072, is below what a text may have here


class _Source:
    """Feeds lines to the csv module and remembers those of the current record, to be able to take them back."""

    def __init__(self, chunks: Iterable[bytes]):
        self.lines = numbered_lines(chunks)
        self.back: deque[tuple[int, str, str]] = deque()
        self.record: list[tuple[int, str, str]] = []

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        entry = self.back.popleft() if self.back else self._decoded(*next(self.lines))
        self.record.append(entry)
        return entry[1]

    def _decoded(self, number: int, line: bytes | None) -> tuple[int, str, str]:
        if line is None:
            return number, "\n", _("The line is longer than %(most)d bytes.") % {"most": MAX_LINE_BYTES}
        try:
            return number, line.decode() + "\n", ""
        except UnicodeDecodeError as wrong:
            problem = _("The line is not UTF-8 (byte %(byte)d). Save the file as UTF-8.") % {"byte": wrong.start + 1}
            return number, line.decode(errors="replace") + "\n", problem

    def take_back_all_but_the_first(self) -> None:
        self.back.extendleft(reversed(self.record[1:]))
        del self.record[1:]


def read_csv(chunks: Iterable[bytes]) -> Iterator[RawRow]:
    source = _Source(chunks)
    header, delimiter = _header(source)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        problem = _problem(source.record, cells, header)
        line = source.record[0][0]
        if problem:
            source.take_back_all_but_the_first()
            yield line, None, problem
        elif cells:
            yield line, dict(zip(header, cells, strict=True)), ""


def _header(source: _Source) -> tuple[list[str], str]:
    first = next(source, "")
    if source.record and source.record[0][2]:
        raise FileProblem(source.record[0][2])
    delimiter = max(DELIMITERS, key=first.count)
    source.back.extend(source.record)
    try:
        header = [cell.strip() for cell in next(csv.reader(source, delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise FileProblem(_("The header of the CSV file has a quote that does not fit.")) from error
    if not any(header):
        raise FileProblem(_("The CSV file has no header: its first line names the columns."))
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileProblem(_("The header of the CSV file names the column “%(name)s” twice.") % {"name": twice[0][:80]})
    return header, delimiter


def _problem(record: list[tuple[int, str, str]], cells: list[str] | None, header: list[str]) -> str:
    for _number, _text, problem in record:
        if problem:
            return problem
    quotes = sum(text.count('"') for _number, text, _problem in record)
    if cells is None or quotes % 2:
        return _("A quote does not fit: inside a quoted cell each quote is doubled, and the last one closes it.")
    if cells and len(cells) != len(header):
        counts = {"cells": len(cells), "columns": len(header)}
        return _("Cells in the line: %(cells)d; in the header: %(columns)d.") % counts
    return ""
