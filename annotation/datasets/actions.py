"""Cutting a version: its rows are chosen, written once as canonical lines, hashed and frozen. Worker only."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.agreement.actions import card_agreement
from annotation.curation.actions import curate
from annotation.curation.filters import Filters
from annotation.curation.quality import student_accuracy
from annotation.curation.selection import Curated, Out, chunks
from annotation.datasets.columns import weight_column
from annotation.datasets.facts import Measured, card_facts
from annotation.datasets.opening import give_up
from annotation.datasets.payloads import Lines
from annotation.datasets.weights import CannotWeigh, Weighed, weigh
from annotation.filters.applying import CannotFilter
from annotation.models import DatasetVersion, DroppedRow, LeftOut, Row
from generation import audit, jobs
from generation.models import Codebook, Job

CHUNK = 1000


class NothingToCut(Exception):
    """No row passes the filters; the message says what to change."""


def cut(job: Job) -> None:
    """Fill the version that the job names. Begun again after a kill it starts from nothing: same data, same version."""
    version = DatasetVersion.objects.select_related("project").get(pk=job.args["version"])
    if version.state != DatasetVersion.State.CUTTING:
        return
    version.codebook = Codebook.objects.with_parts().get(pk=version.codebook_id)
    try:
        _fill(job, version)
    except (NothingToCut, CannotFilter, CannotWeigh) as problem:
        _fail(job, version, str(problem))


def _fill(job: Job, version: DatasetVersion) -> None:
    jobs.report(job, step="select", done=0)
    measured = Measured(
        agreement=card_agreement(version.project, version.codebook),
        student=student_accuracy(version.project, version.codebook),
    )
    version.chosen_at = timezone.now()
    curated = curate(version.project, Filters(**version.filters), version.codebook)
    if not curated.rows:
        raise NothingToCut(_("No row passes the filters: label some samples or let more through."))
    weighed = _weighed(job, version, curated)
    lines = Lines(version.codebook, curated.splits, version.chosen_at, weighed and weighed.values)
    digest = _write_rows(job, version, curated, lines)
    _write_dropped(job, version, curated.filtered.out if curated.filtered else [])
    jobs.report(job, step="card")
    version.rows, version.hash = len(curated.rows), digest
    version.card = card_facts(version, curated, measured, lines.tally, weighed and weighed.facts)
    _finish(job, version)


def _weighed(job: Job, version: DatasetVersion, curated: Curated) -> Weighed | None:
    filters = Filters(**version.filters)
    if not filters.weights:
        return None
    jobs.report(job, step="weigh")
    how = {"column": weight_column(version.codebook), "shares": filters.target_shares}
    return weigh(version.project, curated.rows, curated.splits, filters.weights, **how)


def _write_rows(job: Job, version: DatasetVersion, curated: Curated, lines: Lines) -> str:
    with transaction.atomic():  # whoever lost the lease deletes and writes nothing more
        jobs.report(job, step="write", done=0, total=len(curated.rows))
        Row.objects.filter(version=version).delete()
        LeftOut.objects.filter(version=version).delete()
    digest, position = hashlib.sha256(), 0
    for chunk in chunks(curated.rows, CHUNK):
        rows = []
        for kept, payload in lines.of(chunk):
            digest.update(payload.encode() + b"\n")
            rows.append(
                Row(
                    version=version,
                    position=position,
                    sample_id=kept.sample,
                    label=kept.label,
                    source=kept.source,
                    split=curated.splits[kept.sample],
                    payload=payload,
                )
            )
            position += 1
        with transaction.atomic():
            jobs.report(job, step="write", done=position, total=len(curated.rows))
            Row.objects.bulk_create(rows)
    _write_left_out(job, version, curated)
    return digest.hexdigest()


def _write_dropped(job: Job, version: DatasetVersion, out: list[Out]) -> None:
    with transaction.atomic():
        jobs.report(job, step="dropped")
        DroppedRow.objects.filter(version=version).delete()
    for chunk in chunks(out, CHUNK):
        rows = [
            DroppedRow(
                version=version,
                sample_id=one.sample,
                step=one.step,
                rule=one.rule,
                score=one.score,
                threshold=one.threshold,
            )
            for one in chunk
        ]
        with transaction.atomic():
            jobs.report(job, step="dropped")
            DroppedRow.objects.bulk_create(rows)


def _write_left_out(job: Job, version: DatasetVersion, curated: Curated) -> None:
    for chunk in chunks(curated.copies, CHUNK):
        with transaction.atomic():
            jobs.report(job, step="write")
            LeftOut.objects.bulk_create(
                LeftOut(version=version, sample_id=one.sample, of_id=one.of, rule=one.rule) for one in chunk
            )


@transaction.atomic
def _finish(job: Job, version: DatasetVersion) -> None:
    jobs.report(job, step="done")
    version.state, version.finished_at = DatasetVersion.State.READY, timezone.now()
    version.save(update_fields=["state", "finished_at", "chosen_at", "rows", "hash", "card"])
    audit.record(
        actor=version.created_by,
        verb="version.ready",
        project=version.project,
        subject=version.number,
        hash=version.hash,
        rows=version.rows,
    )


@transaction.atomic
def _fail(job: Job, version: DatasetVersion, error: str) -> None:
    jobs.report(job, step="failed")
    give_up(version, error)
