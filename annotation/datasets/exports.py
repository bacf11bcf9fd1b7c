"""Writing a version out: the same version gives the same bytes every time, in memory that does not grow with it."""

import subprocess
import sys
from collections.abc import Iterator

import orjson
from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.translation import gettext

from annotation.certificate.proof import lacks_proof, proof
from annotation.datasets.frames import lines, records
from annotation.methods.exports.card import card
from annotation.methods.exports.columns import Column
from annotation.methods.exports.registry import EXPORTS
from annotation.models import DatasetVersion

CHUNK = 256 * 1024
LINES_AT_ONCE = 500
CARD, CERTIFICATE = "card", "certificate"
FORMATS = (*EXPORTS, CARD, CERTIFICATE)
TYPES = {CARD: "text/markdown", CERTIFICATE: "application/zip"}
SUFFIXES = {CARD: ".md", CERTIFICATE: "-certificate.zip"}


class NothingToProve(Exception):
    """The version's card has no numbers that a certificate would compute again; `reason` as the card has it."""

    def __init__(self, reason: str, rows: int):
        super().__init__(reason)
        self.reason, self.rows = reason, rows

    def __str__(self) -> str:
        if not self.rows:
            return gettext("This version has no rows, so there is nothing to compute again.")
        if self.reason == "all_reviewed":
            return gettext(
                "Every label of this version is one that people settled or that came as a reference: nothing is left "
                "to compute again."
            )
        if self.reason in ("nothing_frozen", "rows_changed"):
            return gettext("The audit speaks of none of its rows: there is no number to compute again.")
        return gettext("No audit speaks of this version, or an earlier release cut it: it has no certificate.")


def check_can_write(version: DatasetVersion, export_format: str) -> None:
    """Raises NothingToProve where there is no such file, before its first byte."""
    if export_format == CERTIFICATE and lacks_proof(version):
        raise NothingToProve((version.card.get("certificate") or {}).get("reason", ""), version.rows)


def write(version: DatasetVersion, export_format: str) -> Iterator[bytes]:
    """The bytes of an export. Parquet imports pyarrow: in a web process ask `stream` instead."""
    check_can_write(version, export_format)
    if export_format == CARD:
        return iter([card_text(version).encode()])
    if export_format == CERTIFICATE:
        return proof(version)
    if export_format == "jsonl":
        return _joined(lines(version))
    return EXPORTS[export_format].write(records(version), columns(version))


def stream(version: DatasetVersion, export_format: str) -> Iterator[bytes]:
    """The same for a web process, which must not keep the 60 MB of pyarrow: a child process writes Parquet.

    A child and not a job that leaves a file: web and worker may stand on machines without a common disk.
    """
    if export_format == "parquet":
        return _from_child(version, export_format)
    return write(version, export_format)


def response(version: DatasetVersion, export_format: str) -> StreamingHttpResponse:
    content_type = TYPES.get(export_format) or EXPORTS[export_format].content_type
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    answer = StreamingHttpResponse(stream(version, export_format), content_type=content_type + charset)
    answer["Content-Disposition"] = f'attachment; filename="{filename(version, export_format)}"'
    return answer


def filename(version: DatasetVersion, export_format: str) -> str:
    suffix = SUFFIXES.get(export_format) or f".{EXPORTS[export_format].suffix}"
    return f"{version.project.slug}-v{version.number}{suffix}"


def columns(version: DatasetVersion) -> list[Column]:
    return [Column(name, kind) for name, kind in version.card["columns"]]


def card_text(version: DatasetVersion) -> str:
    return card(version.card | {"hash": version.hash, "rows": version.rows, "columns": columns(version)})


def _joined(texts: Iterator[str]) -> Iterator[bytes]:
    """The stored lines as they are, so the SHA-256 of the file is the version's hash."""
    piece: list[str] = []
    for text in texts:
        piece.append(text)
        if len(piece) == LINES_AT_ONCE:
            yield ("\n".join(piece) + "\n").encode()
            piece = []
    if piece:
        yield ("\n".join(piece) + "\n").encode()


def _from_child(version: DatasetVersion, export_format: str) -> Iterator[bytes]:
    named = orjson.dumps(version.card["columns"]).decode()
    command = [sys.executable, "-m", "annotation.methods.exports.pipe", export_format, named]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": settings.BASE_DIR}
    with subprocess.Popen(command, **pipes) as child:
        try:
            child.stdin.writelines(_joined(lines(version)))
            child.stdin.close()
            while piece := child.stdout.read(CHUNK):
                yield piece
            if child.wait():  # ends the transfer as broken, so that nobody takes half a file for a whole one
                raise RuntimeError(f"The export of version {version.number} failed.")
        finally:
            child.kill()
