"""The formats of an export."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotation.methods.exports.columns import Column
from annotation.methods.exports.csv import csv
from annotation.methods.exports.jsonl import jsonl
from annotation.methods.exports.parquet import parquet


@dataclass(frozen=True)
class ExportFormat:
    id: str
    name: str
    line: str
    suffix: str
    content_type: str
    write: Callable[[Iterable[dict], Sequence[Column]], Iterator[bytes]]


EXPORTS = {
    export.id: export
    for export in (
        ExportFormat(
            "jsonl", "JSON Lines", "One JSON object a line; exact text.", "jsonl", "application/x-ndjson", jsonl
        ),
        ExportFormat(
            "csv", "CSV", "For spreadsheets; text that looks like a formula is marked.", "csv", "text/csv", csv
        ),
        ExportFormat(
            "parquet",
            "Parquet",
            "Typed and compressed; for pandas and Hugging Face datasets.",
            "parquet",
            "application/vnd.apache.parquet",
            parquet,
        ),
    )
}
