"""Files that wait under MEDIA_ROOT/imports until their rows are in."""

import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from generation.support.readers.lines import bounded

FORGOTTEN_S = 24 * 3600


def kept_file(chunks: Iterable[bytes]) -> Path:
    """Write the chunks to a new file; too large a one is removed again."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    try:
        with path.open("xb") as file:
            for chunk in bounded(chunks, settings.IMPORT_MAX_BYTES):
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def forget_old_files() -> None:
    """Remove what was uploaded and never started, a day later."""
    before = time.time() - FORGOTTEN_S
    for path in (Path(settings.MEDIA_ROOT) / "imports").glob("*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
