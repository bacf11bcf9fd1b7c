"""CSV for spreadsheets and pandas, guarded against formulas."""

import csv as csv_writer
import io
from collections.abc import Iterable, Iterator, Sequence

import orjson

from annotation.methods.exports.columns import Column
from generation.methods.spreadsheets import guarded

ROWS_AT_ONCE = 500


def csv(rows: Iterable[dict], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield rows as CSV (RFC 4180, UTF-8) with a header line.

    Text that starts with = + - @, a tab or a carriage return gets an apostrophe before it, for a spreadsheet would
    run it as a formula; whoever needs the exact text reads JSONL or Parquet. Numbers stay as they are. Nested values
    are JSON text; a missing value is an empty cell. No rows: the header alone.
    """
    buffer = io.StringIO(newline="")
    writer = csv_writer.writer(buffer)
    writer.writerow([guarded(column.name) for column in columns])
    readers = [(column.name, _READERS.get(column.kind, _as_it_is)) for column in columns]
    for count, row in enumerate(rows, start=1):
        writer.writerow([read(row.get(name)) for name, read in readers])
        if count % ROWS_AT_ONCE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _as_json(value: object) -> str | None:
    return None if value is None else guarded(orjson.dumps(value).decode())


def _as_it_is(value: object) -> object:
    return value


_READERS = {"text": guarded, "json": _as_json}
