"""Parquet, read by a process of its own that writes NDJSON.

pyarrow takes 60 MB and half a second to load; neither the web server nor the worker should carry that for good.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from generation.support.readers.lines import FileProblem

CHUNK = 256 * 1024


def parquet_as_ndjson(path: Path) -> Iterator[bytes]:
    """NDJSON in chunks, one line a row. FileProblem where the file is not Parquet."""
    command = [sys.executable, "-m", "generation.support.readers.parquet_lines", str(path)]
    child = subprocess.Popen(
        command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    )
    try:
        while chunk := child.stdout.read(CHUNK):
            yield chunk
        errors = child.stderr.read().decode(errors="replace").strip()
        if child.wait():
            reason = errors.splitlines()[-1][:300] if errors else str(child.returncode)
            raise FileProblem(_("The Parquet file cannot be read: %(reason)s") % {"reason": reason})
    finally:
        child.kill()  # a preview stops after ten rows
        child.stdout.close()
        child.stderr.close()
        child.wait()
