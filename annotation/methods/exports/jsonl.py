"""JSON Lines: one object a line, UTF-8."""

from collections.abc import Iterable, Iterator, Sequence

import orjson

from annotation.methods.exports.columns import Column

CHUNK = 256 * 1024


def jsonl(rows: Iterable[dict], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield rows as JSON Lines in pieces of about 256 KB.

    Keys stand in the order of `columns`; a row without a key has null there. No rows: no bytes.
    """
    names = [column.name for column in columns]
    piece, size = [], 0
    for row in rows:
        line = orjson.dumps({name: row.get(name) for name in names}, option=orjson.OPT_APPEND_NEWLINE)
        piece.append(line)
        size += len(line)
        if size >= CHUNK:
            yield b"".join(piece)
            piece, size = [], 0
    if piece:
        yield b"".join(piece)
