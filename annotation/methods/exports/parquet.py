"""Parquet: typed columns, compressed, read by pandas, DuckDB and Hugging Face datasets."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import orjson

from annotation.methods.exports.columns import Column

ROW_GROUP = 20_000
BATCH = 1000  # rows that stand in memory as Python values; a row group is put together from Arrow's compact ones
CHUNK = 1024 * 1024


def parquet(rows: Iterable[dict], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield rows as one Parquet file, zstd-compressed, in row groups of 20,000.

    The footer is written last, so the file grows in a temporary file and is then read out; memory holds one row group.
    Nested values are JSON text. No rows: a valid file with the columns and no row. Same rows, same bytes.
    """
    import pyarrow as pa  # noqa: PLC0415 - 60 MB that a web process need not hold before somebody asks for this format
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    schema = pa.schema([(column.name, types.get(column.kind, pa.string())) for column in columns])
    rows = iter(rows)
    with tempfile.TemporaryFile() as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            while batches := list(islice(_batches(rows, columns, schema), ROW_GROUP // BATCH)):
                writer.write_table(pa.Table.from_batches(batches))
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def _batches(rows: Iterator[dict], columns: Sequence[Column], schema) -> Iterator:
    import pyarrow as pa  # noqa: PLC0415 - as above

    while batch := list(islice(rows, BATCH)):
        yield pa.record_batch([_values(batch, column) for column in columns], schema=schema)


def _values(group: list[dict], column: Column) -> list:
    values = [row.get(column.name) for row in group]
    if column.kind == "json":
        return [None if value is None else orjson.dumps(value).decode() for value in values]
    return values
