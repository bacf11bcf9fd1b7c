"""An export as a process: JSON lines in, the file out. Run by a web process that must not import pyarrow itself.

python -m annotation.methods.exports.pipe parquet '[["text", "text"], ["label", "text"]]' < lines > file
"""

import sys

import orjson

from annotation.methods.exports.columns import Column
from annotation.methods.exports.registry import EXPORTS


def main(export_format: str, columns: str) -> None:
    """All lines are read before the first byte goes out: formats that stream as they read would block both pipes."""
    named = [Column(name, kind) for name, kind in orjson.loads(columns)]
    pieces = EXPORTS[export_format].write(map(orjson.loads, sys.stdin.buffer), named)
    sys.stdout.buffer.writelines(pieces)


if __name__ == "__main__":
    main(*sys.argv[1:])
