"""`python -m generation.support.readers.parquet_lines FILE`: the rows of a Parquet file as NDJSON, in small batches."""

import sys

import orjson
import pyarrow.parquet as pq

ROWS = 2_000


def main(path: str) -> int:
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS):
                lines = [orjson.dumps(row, default=str, option=orjson.OPT_NON_STR_KEYS) for row in batch.to_pylist()]
                sys.stdout.buffer.write(b"\n".join([*lines, b""]))
    except BrokenPipeError:
        return 0
    except (OSError, ValueError) as error:  # pyarrow's ArrowInvalid is a ValueError
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
