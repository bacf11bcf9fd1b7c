"""Import by REST: the body is read as it comes, never held in memory.

POST projects/{slug}/samples shares its path with annotation's list, so annotation/samples/api.py
mounts `import_samples`.
"""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from generation.access import project_for
from generation.adding import before_adding
from generation.models import Import, Origin, Role
from generation.support.actions import REASONS_SHOWN, bring_in, try_rows
from generation.support.frames import rejected_as_csv
from generation.support.mapping import DEFAULT_SOURCE, Mapping, columns_of
from generation.support.readers.formats import CONTENT_TYPES, Format, format_of, read_file, read_rows
from generation.support.readers.lines import FileProblem
from generation.support.readers.ndjson import RawRow
from generation.support.uploads import kept_file
from synthlab.problems import problem

router = Router(tags=["samples"])

CHUNK = 64 * 1024
SHOWN = 1_000
_FILE = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
_TEXT = {"schema": {"type": "string"}}
IMPORT_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": _TEXT,
            "text/csv": _TEXT,
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {"schema": _FILE},
        },
    }
}


class ImportQuery(Schema):
    source: str = Field(DEFAULT_SOURCE, max_length=80, description="Who gave the labels that name no source.")
    origin: str = Field("", max_length=10, description=f"For rows that name none: {', '.join(Origin.values)}.")
    first: str = Field("", max_length=80, description="Of several sources the one whose label becomes the row's.")
    map: list[str] = Field([], max_length=200, description="part=column, such as text=review or label@gpt-4=gpt.")
    dry_run: bool = False


class Rejected(Schema):
    line: int
    reason: str


class ImportOut(Schema):
    id: int | None
    created: int
    duplicates: int
    labels_added: int
    conflicts: int
    labels_left_out: int = Field(0, description="Of duplicates: not what the same source had said of the text before.")
    left_out: list[Rejected] = Field([], description=f"The first {SHOWN} of these labels, with their lines.")
    differing: int = Field(0, description="Texts that two sources label differently.")
    rejected: list[Rejected] = Field(description=f"The first {SHOWN} of them.")
    rejected_total: int
    report: str | None = Field(description="The address of all kept rejected lines as CSV.")
    warnings: list[str] = Field([], description="What adding rows does to an audit that is open; ask with dry_run.")


def import_samples(request: HttpRequest, slug: str, query: Query[ImportQuery]):
    """Bring samples in.

    NDJSON, CSV or Parquet as the body, or a multipart form with a `file`.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    _refuse_large(request)
    mapping = Mapping(columns_of(query.map), query.source, query.origin, query.first)
    kind, filename = _kind(request)
    warnings = before_adding(project)
    with _rows(request, kind) as rows:
        try:
            if query.dry_run:
                return _answer(_tried(try_rows(project, mapping, rows)) | {"warnings": warnings})
            record = bring_in(
                project=project, author=request.user, kind=kind, mapping=mapping, rows=rows,
                filename=filename, size=_size(request),
            )  # fmt: skip
        except FileProblem as problem:
            raise ValidationError({"file": str(problem)}) from problem
    if record.state == Import.State.FAILED:
        message = _("%(error)s %(rows)d rows before that were read; they stay.")
        raise ValidationError({"file": message % {"error": record.error, "rows": record.rows}})
    return _answer(_told(request, record) | {"warnings": warnings})


@router.get("projects/{slug}/imports/{int:import_id}/rejected.csv", include_in_schema=True)
def rejected_lines(request: HttpRequest, slug: str, import_id: int):
    """Download the rejected lines of an import.

    As CSV; cells that a spreadsheet would run are quoted.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    record = Import.objects.filter(project=project, pk=import_id).first()
    if record is None:
        raise Http404(_("There is no such import."))
    return rejected_as_csv(record)


def _kind(request: HttpRequest) -> tuple[str, str]:
    """The format and the file's name. 415 where neither the content type nor the name tells."""
    kind = request.content_type
    if kind == "multipart/form-data":
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": _("The form has no file.")})
        found, name = format_of(file.name) or CONTENT_TYPES.get(file.content_type), file.name
    else:
        found, name = CONTENT_TYPES.get(kind), ""
    if found is None:
        known = ", ".join(sorted(CONTENT_TYPES))
        raise HttpError(415, _("Send one of %(known)s, or a multipart form with a file.") % {"known": known})
    return found, name


def _size(request: HttpRequest) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else 0


def _refuse_large(request: HttpRequest) -> None:
    """Before a byte of the body is read. What comes without a length is counted while it is read."""
    if _size(request) > settings.IMPORT_MAX_BYTES:
        message = _("The file is larger than %(most)d bytes, the most that is taken.")
        raise HttpError(413, message % {"most": settings.IMPORT_MAX_BYTES})


class _rows:
    """The rows of the request's body; Parquet, which is read from its end, waits in a file meanwhile."""

    def __init__(self, request: HttpRequest, kind: str):
        self.request, self.kind, self.path = request, kind, None

    def __enter__(self) -> Iterator[RawRow]:
        chunks = _body(self.request)
        if self.kind != Format.PARQUET:
            return read_rows(self.kind, chunks)
        self.path = kept_file(chunks)
        return read_file(self.kind, self.path)

    def __exit__(self, *_exception) -> None:
        if self.path:
            self.path.unlink(missing_ok=True)


def _body(request: HttpRequest) -> Iterator[bytes]:
    if request.content_type == "multipart/form-data":
        yield from request.FILES["file"].chunks(CHUNK)
        return
    stream = request
    if "CONTENT_LENGTH" not in request.META and request.META.get("wsgi.input_terminated"):
        stream = request.META["wsgi.input"]  # sent in pieces without a length; the server marks the end
    while chunk := stream.read(CHUNK):
        yield chunk


def _answer(told: dict) -> dict | HttpResponse:
    """What happened; a problem that says the same where not one row could be used."""
    total = told["rejected_total"]
    if not total or told["created"] + told["duplicates"]:
        return told
    errors = [
        {"field": "file", "message": _("Line %(line)d: %(reason)s") % line} for line in told["rejected"][:REASONS_SHOWN]
    ]
    return problem(422, _("Not one row could be used: all %(n)d were rejected.") % {"n": total}, errors, **told)


def _told(request: HttpRequest, record: Import) -> dict:
    lines = record.rejected_lines.values("line", "reason")
    report = request.path.removesuffix("/samples") + f"/imports/{record.pk}/rejected.csv" if record.told else None
    return {
        "id": record.pk,
        "created": record.created,
        "duplicates": record.duplicates,
        "labels_added": record.labels_added,
        "conflicts": record.conflicts,
        "labels_left_out": record.labels_left_out,
        "left_out": list(lines.filter(came_in=True)[:SHOWN]),
        "differing": record.differing,
        "rejected": list(lines.filter(came_in=False)[:SHOWN]),
        "rejected_total": record.rejected,
        "report": report,
    }


def _tried(counts) -> dict:
    return {
        "id": None,
        "created": counts.created,
        "duplicates": counts.duplicates,
        "labels_added": counts.labels_added,
        "conflicts": counts.conflicts,
        "labels_left_out": counts.labels_left_out,
        "left_out": _lines(counts.left_out),
        "differing": counts.differing,
        "rejected": _lines(counts.rejected),
        "rejected_total": len(counts.rejected),
        "report": None,
    }


def _lines(told: list[tuple[int, str]]) -> list[dict]:
    return [{"line": line, "reason": reason} for line, reason in told[:SHOWN]]
