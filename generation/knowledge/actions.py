"""Bringing documents and facts in, and setting them aside."""

from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from generation import audit
from generation.knowledge.reading import FACTS, Rows, kind_by_columns, kind_of, read, said_by
from generation.locks import lock_project
from generation.methods.storable import storable
from generation.methods.values.graph import sureness
from generation.models import Knowledge, Project
from generation.models.knowledge import size_of
from generation.support.uploads import kept_file

Said = dict[int, dict[bytes, float]]  # by file: what its rows say, and how surely
MOST_FILES = 100
MOST_ROWS = 100_000  # of a project's files in use together: a worker holds them, with what it looks them up in
MOST_BYTES = 40_000_000
TOO_MUCH = gettext_noop(
    "The documents and facts of a project have at most %(most)s rows and %(bytes)d MB together; with this file it "
    "would be %(rows)s rows and %(size)s MB. Set aside a file that is no longer needed, or shorten this one."
)


def bring_in(*, project: Project, chunks: Iterable[bytes], filename: str, kind: str, by) -> tuple[Knowledge, Rows]:
    """Read what was sent; it lies in the imports' folder meanwhile. ValidationError where it cannot be used."""
    path = kept_file(chunks)
    try:
        return add_knowledge(project=project, path=path, filename=filename, kind=kind, by=by)
    finally:
        path.unlink(missing_ok=True)


def add_knowledge(*, project: Project, path: Path, filename: str, kind: str, by) -> tuple[Knowledge, Rows]:
    """Keep the rows of a file for runs that start from now on. ValidationError where it cannot be used."""
    filename = storable(filename)
    said = Knowledge.Kind.TRIPLES if kind == FACTS else kind
    kind = kind_of(filename) or said or kind_by_columns(path, filename)
    if kind not in Knowledge.Kind.values:
        raise ValidationError({"kind": _("Say whether the file holds documents or facts.")})
    found = read(path, filename, kind)
    before = _said(project, kind, {})
    with transaction.atomic():
        lock_project(project.pk)
        if Knowledge.objects.filter(project=project, used=True).count() >= MOST_FILES:
            raise ValidationError({"file": _("A project has at most %(most)d such files.") % {"most": MOST_FILES}})
        _leave_out_what_is_there(kind, found, _said(project, kind, before))
        kept = Knowledge(
            project=project,
            kind=kind,
            name=filename[:255],
            rows=found.rows,
            count=len(found.rows),
            rejected=found.rejected,
            created_by=by,
        )
        kept.size = size_of(kept.rows)
        _refuse_too_much(kept)
        kept.save()
        audit.record(actor=by, verb="knowledge.add", project=project, subject=kept, kind=kind, n=kept.count)
    return kept, found


def _files(project: Project, kind: str) -> QuerySet[Knowledge]:
    return Knowledge.objects.filter(project=project, used=True, kind=kind).order_by("pk")


def _said(project: Project, kind: str, known: Said) -> Said:
    """What each file in use says, and how surely. What is `known` of a file is not read again: its rows never change,
    and reading them all takes longer than a project is to be locked. One file at a time is held."""
    found: Said = {}
    for pk in _files(project, kind).values_list("pk", flat=True):
        if (said := known.get(pk)) is None:
            said = {}
            for row in Knowledge.objects.values_list("rows", flat=True).get(pk=pk):
                _take(said, said_by(kind, row), sureness(row.get("confidence")))
        found[pk] = said
    return found


def _take(said: dict[bytes, float], name: bytes, sure: float) -> None:
    said[name] = max(sure, said.get(name, sure))


def _leave_out_what_is_there(kind: str, found: Rows, files: Said) -> None:
    """Keep each row once: a document that is there twice would be written from twice, and be shown beside itself. Of a
    fact the surest is kept; one that is surer than what is there comes in, and goes before it in every graph.
    ValidationError where all of them are there already."""
    there: dict[bytes, float] = {}
    for said in files.values():
        for name, sure in said.items():
            _take(there, name, sure)
    fresh: dict[bytes, dict] = {}
    for row in found.rows:
        name, sure = said_by(kind, row), sureness(row.get("confidence"))
        if name in there and sure <= there[name]:
            continue
        if name not in fresh or sure > sureness(fresh[name].get("confidence")):
            fresh[name] = row
    found.duplicates, found.surer = len(found.rows) - len(fresh), len(fresh.keys() & there.keys())
    if not fresh:
        raise ValidationError({"file": _("Nothing in it is new: all of it is there already.")})
    found.rows = list(fresh.values())


def _refuse_too_much(file: Knowledge) -> None:
    """ValidationError where a project would have more than a worker can hold at once."""
    known = Knowledge.objects.filter(project=file.project, used=True).aggregate(rows=Sum("count"), size=Sum("size"))
    rows, size = file.count + (known["rows"] or 0), file.size + (known["size"] or 0)
    if rows > MOST_ROWS or size > MOST_BYTES:
        told = {"most": f"{MOST_ROWS:,}", "bytes": MOST_BYTES // 1_000_000, "rows": f"{rows:,}"}
        told["size"] = f"{size / 1_000_000:.1f}"
        raise ValidationError({"file": _(TOO_MUCH) % told})


@transaction.atomic
def set_aside(*, knowledge: Knowledge, by) -> None:
    """No run that starts from now on uses it; those that did can still be told from it."""
    if Knowledge.objects.filter(pk=knowledge.pk, used=True).update(used=False):
        audit.record(actor=by, verb="knowledge.remove", project=knowledge.project, subject=knowledge)
