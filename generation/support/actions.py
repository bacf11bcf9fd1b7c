"""Bringing rows in: read, check, merge, batch by batch, each batch and its report in one transaction.

Killed at any moment, an import goes on from the last batch (`Import.rows`); run again from the start, it finds its own
rows and adds nothing.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, override

from generation import audit
from generation.locks import lock_project
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Import, Project, RejectedLine
from generation.support.mapping import Mapping, check_columns, checked_mapping
from generation.support.merge import Counts, foreign_id, store
from generation.support.readers.formats import read_file
from generation.support.readers.lines import FileProblem
from generation.support.readers.ndjson import RawRow
from generation.support.rows import Draft, RowProblem, RowReader
from generation.support.uploads import FORGOTTEN_S, forget_old_files, kept_file
from synthlab.retelling import retold

BATCH_ROWS = 2_500  # about a tenth of a second under the project's lock
BATCH_CHARS = 4_000_000  # long texts make shorter batches, or memory would grow with them
REJECTED_KEPT = 10_000
REASON_CHARS = 500
REASONS_SHOWN = 3
STORED = "en"  # the language of what is kept: pages tell it again in the language of who reads

Progress = Callable[[Import], object]


def codebook_for(project: Project) -> Codebook:
    """The published codebook that rows are read by; ValidationError where there is none."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: it says which fields and labels a row has."))
    return codebook


def bring_in(
    *,
    project: Project,
    author,
    kind: str,
    mapping: Mapping,
    rows: Iterable[RawRow],
    filename: str = "",
    size: int = 0,
    progress: Progress | None = None,
) -> Import:
    """Import rows as they are read.

    Nothing is recorded where the mapping does not fit the codebook or the file (ValidationError), or where the file
    has no rows or cannot be read at all (FileProblem).
    """
    mapping, rows = fitting(project, mapping, rows)
    record = Import.objects.create(
        project=project,
        created_by=author,
        filename=filename.replace("\x00", "")[:255],
        format=kind,
        mapping=mapping.to_json(),
        size=size,
    )
    return import_rows(record, rows, progress)


def fitting(project: Project, mapping: Mapping, rows: Iterable[RawRow]) -> tuple[Mapping, Iterable[RawRow]]:
    """The mapping, and all rows again, once it fits the codebook and the columns of the first rows.

    FileProblem where the file has no rows, or not one of its first rows can be read: it is something else then.
    """
    spec = TaskSpec.from_json(codebook_for(project).as_spec())
    mapping = checked_mapping(mapping, spec)
    first, rows = _peeked(rows)
    _refuse_unreadable(first)
    columns = dict.fromkeys(name for _line, row, _problem in first for name in row or ())
    if columns:
        check_columns(mapping, list(columns), spec)
    return mapping, rows


def _refuse_unreadable(first: list[RawRow]) -> None:
    if not first:
        raise FileProblem(_("The file has no rows."))
    if any(row is not None for _line, row, _problem in first):
        return
    reasons = " ".join(
        _("Line %(line)d: %(reason)s") % {"line": line, "reason": retold(reason)}
        for line, _row, reason in first[:REASONS_SHOWN]
    )
    read = ngettext("The only line cannot be read.", "Not one of the first %(n)d lines can be read.", len(first))
    raise FileProblem(f"{read % {'n': len(first)}} {reasons}")


def _peeked(rows: Iterable[RawRow]) -> tuple[list[RawRow], Iterable[RawRow]]:
    """The first rows, and all rows. A FileProblem before the first row is raised, a later one comes in its place."""
    batches = _batches(rows)
    try:
        with override(STORED):
            first = next(batches, [])
    except FileProblem as problem:
        raise FileProblem(retold(str(problem))) from problem
    return first, chain(first, chain.from_iterable(batches))


def keep_upload(*, project: Project, author, kind: str, filename: str, chunks: Iterable[bytes]) -> Import:
    """Keep a file until someone has said what its columns are. FileProblem where it is too large."""
    forget_old_uploads()
    path = kept_file(chunks)
    return Import.objects.create(
        project=project,
        created_by=author,
        filename=filename.replace("\x00", "")[:255],
        format=kind,
        path=str(path.relative_to(settings.MEDIA_ROOT)),
        size=path.stat().st_size,
        state=Import.State.UPLOADED,
    )


def forget_old_uploads() -> None:
    """An upload that nobody began within a day is over, and its file goes."""
    forget_old_files()
    before = timezone.now() - timedelta(seconds=FORGOTTEN_S)
    old = Import.objects.filter(state=Import.State.UPLOADED, created_at__lt=before)
    error = gettext_noop("Nobody said within a day what its columns are, so the file was removed. Upload it again.")
    old.update(state=Import.State.FAILED, error=error, finished_at=timezone.now())


def begin(record: Import, mapping: Mapping, columns: list[str]) -> bool:
    """Settle what the file's columns are; from now on the import may run. False where it has begun already."""
    spec = TaskSpec.from_json(codebook_for(record.project).as_spec())
    mapping = checked_mapping(mapping, spec)
    check_columns(mapping, columns, spec)
    waiting = Import.objects.filter(pk=record.pk, state=Import.State.UPLOADED)
    begun = waiting.update(state=Import.State.OPEN, mapping=mapping.to_json())
    record.refresh_from_db()
    return bool(begun)


def run_import(record: Import, progress: Progress | None = None) -> Import:
    """Bring in the rows of a kept file, and let the file go."""
    path = Path(settings.MEDIA_ROOT) / record.path
    if not path.is_file():
        fail(record, gettext_noop("The uploaded file is gone. Upload it again."))
        return record
    import_rows(record, read_file(record.format, path), progress)
    path.unlink(missing_ok=True)
    return record


def discard(record: Import) -> None:
    """Forget an upload that was never begun."""
    if Import.objects.filter(pk=record.pk, state=Import.State.UPLOADED).delete()[0]:
        (Path(settings.MEDIA_ROOT) / record.path).unlink(missing_ok=True)


@override(STORED)
def import_rows(record: Import, rows: Iterable[RawRow], progress: Progress | None = None) -> Import:
    """Bring the rows in. A file that cannot be read (any further) fails the import; what came before stays."""
    codebook = codebook_for(record.project)
    spec = TaskSpec.from_json(codebook.as_spec())
    reader = RowReader(spec, Mapping.from_json(record.mapping), max_chars=settings.IMPORT_MAX_CELL_CHARS)
    _keep_memory_small()
    error = ""
    try:
        for batch in _batches(islice(rows, record.rows, None)):
            drafts, rejected = _read(reader, batch)
            _store(record, codebook, list(reader.questions), drafts, rejected, len(batch))
            if progress:
                progress(record)
    except FileProblem as problem:
        error = str(problem)
    _finish(record, error)
    return record


def try_rows(project: Project, mapping: Mapping, rows: Iterable[RawRow]) -> Counts:
    """What an import would do, with nothing changed. Further labels of a text that is new in this file do not count."""
    codebook = codebook_for(project)
    spec = TaskSpec.from_json(codebook.as_spec())
    mapping, rows = fitting(project, mapping, rows)
    reader = RowReader(spec, mapping, max_chars=settings.IMPORT_MAX_CELL_CHARS)
    total, seen, owners = Counts(), set(), {}
    for batch in _batches(rows):
        drafts, rejected = _read(reader, batch)
        fresh, foreign = _fresh(drafts, seen, owners)
        with transaction.atomic():
            lock_project(project.pk)
            counts = store(codebook, list(reader.questions), fresh)
            transaction.set_rollback(True)
        total.created += counts.created
        total.duplicates += counts.duplicates + len(drafts) - len(fresh) - len(foreign)
        total.labels_added += counts.labels_added
        total.conflicts += counts.conflicts
        total.labels_left_out += counts.labels_left_out
        total.left_out += counts.left_out
        total.differing += counts.differing
        total.rejected += sorted([*rejected, *foreign, *counts.rejected])
    return total


def _fresh(drafts: list[Draft], seen: set, owners: dict[str, bytes]) -> tuple[list[Draft], list[tuple[int, str]]]:
    """Drafts whose text is new in this file, and lines whose external id has another text."""
    fresh, foreign = [], []
    for draft in drafts:
        if draft.external_id is not None and owners.get(draft.external_id, draft.hash) != draft.hash:
            foreign.append((draft.line, foreign_id(draft.external_id)))
        elif draft.hash not in seen:
            seen.add(draft.hash)
            owners[draft.external_id] = draft.hash
            fresh.append(draft)
    return fresh, foreign


def fail(record: Import, error: str) -> None:
    _finish(record, error)


def _batches(rows: Iterable[RawRow]) -> Iterator[list[RawRow]]:
    """Batches; where reading ends with a FileProblem, what was read before it comes first."""
    batch: list[RawRow] = []
    chars = 0
    try:
        for row in rows:
            batch.append(row)
            chars += _chars(row)
            if len(batch) == BATCH_ROWS or chars > BATCH_CHARS:
                yield batch
                batch, chars = [], 0
    except FileProblem:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _chars(row: RawRow) -> int:
    total = 0
    for value in (row[1] or {}).values():
        if type(value) is str:
            total += len(value)
    return total


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing in a batch refers to itself in a circle, but Python's collector would walk through all of it again and
    again, in search of one: a third of what an import costs."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_uncollected()
def _read(reader: RowReader, batch: list[RawRow]) -> tuple[list[Draft], list[tuple[int, str]]]:
    drafts, rejected = [], []
    read = reader.read
    for line, row, problem in batch:
        if row is None:
            rejected.append((line, problem))
            continue
        try:
            drafts.append(read(line, row))
        except RowProblem as wrong:
            rejected.append((line, str(wrong)))
    return drafts, rejected


@_uncollected()
@transaction.atomic
def _store(
    record: Import, codebook: Codebook, questions: list[str], drafts: list[Draft], rejected: list, rows: int
) -> None:
    lock_project(record.project_id)
    counts = store(codebook, questions, drafts)
    rejected = sorted([*rejected, *counts.rejected])
    kept = rejected[: max(0, REJECTED_KEPT - record.rejected)]
    told = counts.left_out[: max(0, REJECTED_KEPT - record.labels_left_out)]
    lines = sorted([(line, reason, False) for line, reason in kept] + [(line, reason, True) for line, reason in told])
    RejectedLine.objects.bulk_create(
        RejectedLine(source=record, line=line, reason=reason[:REASON_CHARS], came_in=came_in)
        for line, reason, came_in in lines
    )
    more = {
        "rows": rows,
        "created": counts.created,
        "duplicates": counts.duplicates,
        "labels_added": counts.labels_added,
        "conflicts": counts.conflicts,
        "labels_left_out": counts.labels_left_out,
        "differing": counts.differing,
        "rejected": len(rejected),
    }
    # Where another process has taken the import over, it is no longer where we left it: stop, nothing is stored twice.
    mine = Import.objects.filter(pk=record.pk, rows=record.rows, state=Import.State.OPEN)
    if not mine.update(**{name: F(name) + count for name, count in more.items()}):
        raise ImportTakenOver(record.pk)
    for name, count in more.items():
        setattr(record, name, getattr(record, name) + count)


class ImportTakenOver(Exception):
    """Another process goes on with this import."""


@transaction.atomic
def _finish(record: Import, error: str) -> None:
    record.state = Import.State.FAILED if error else Import.State.DONE
    record.error, record.finished_at = error, timezone.now()
    record.save(update_fields=["state", "error", "finished_at"])
    audit.record(
        actor=record.created_by,
        verb="samples.import",
        project=record.project,
        subject=record.filename or record.format,
        created=record.created,
        duplicates=record.duplicates,
        rejected=record.rejected,
    )


def _keep_memory_small() -> None:
    # Pages of the database that SQLite maps count as our memory; an import would touch all of them.
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")
