"""Files in one archive, written as they come. Standard library only."""

import io
import zipfile
from collections.abc import Iterable, Iterator

LONG_AGO = (1980, 1, 1, 0, 0, 0)
CHUNK = 256 * 1024


class _Pieces(io.RawIOBase):
    """What the archive has written and nobody has taken yet; it cannot be gone back in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces, self.size = [], 0
        return taken


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield a ZIP archive of named files in pieces of about 256 KB.

    The same files give the same bytes anywhere: all bear one date, and nothing is compressed, for what comes of that
    depends on the library. A file is asked for its pieces when those before it are written.
    """
    out = _Pieces()
    with zipfile.ZipFile(out, "w") as archive:
        for name, pieces in files:
            with archive.open(_entry(name), "w") as entry:
                for piece in pieces:
                    entry.write(piece)
                    if out.size >= CHUNK:
                        yield out.take()
    yield out.take()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry
