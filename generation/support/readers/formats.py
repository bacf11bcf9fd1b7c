"""Which format a file is in, and the reader for it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import TextChoices

from generation.support.readers.csv_rows import read_csv
from generation.support.readers.lines import as_utf8, bounded
from generation.support.readers.ndjson import RawRow, read_ndjson
from generation.support.readers.parquet import CHUNK, parquet_as_ndjson


class Format(TextChoices):
    NDJSON = "ndjson", "NDJSON"
    CSV = "csv", "CSV"
    PARQUET = "parquet", "Parquet"


_ENDINGS = {
    ".ndjson": Format.NDJSON,
    ".jsonl": Format.NDJSON,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".parquet": Format.PARQUET,
}
CONTENT_TYPES = {
    "application/x-ndjson": Format.NDJSON,
    "application/ndjson": Format.NDJSON,
    "application/jsonl": Format.NDJSON,
    "application/x-jsonlines": Format.NDJSON,
    "text/csv": Format.CSV,
    "text/tab-separated-values": Format.CSV,
    "application/vnd.apache.parquet": Format.PARQUET,
    "application/x-parquet": Format.PARQUET,
}


def format_of(filename: str) -> Format | None:
    return _ENDINGS.get(Path(filename).suffix.lower())


def read_rows(kind: str, chunks: Iterable[bytes]) -> Iterator[RawRow]:
    """Rows with their line numbers, from a stream of NDJSON or CSV."""
    text = as_utf8(bounded(chunks, settings.IMPORT_MAX_BYTES))
    return read_csv(text) if kind == Format.CSV else read_ndjson(text)


def read_file(kind: str, path: Path) -> Iterator[RawRow]:
    """Rows with their line numbers, from a file of any format."""
    if kind == Format.PARQUET:
        return read_ndjson(parquet_as_ndjson(path))
    return read_rows(kind, file_chunks(path))


def file_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
