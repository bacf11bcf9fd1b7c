"""Cutting a version: its rows are chosen, written once as canonical lines, hashed and frozen. Worker only."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.agreement.actions import card_agreement
from annotation.curation.actions import curate
from annotation.curation.filters import Filters
from annotation.curation.quality import student_accuracy
from annotation.curation.selection import Curated, chunks
from annotation.datasets.facts import Measured, card_facts
from annotation.datasets.opening import give_up
from annotation.datasets.payloads import Lines
from annotation.models import DatasetVersion, Row
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
    except NothingToCut as problem:
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
    lines = Lines(version.codebook, curated.splits, version.chosen_at)
    digest = _write_rows(job, version, curated, lines)
    jobs.report(job, step="card")
    version.rows, version.hash = len(curated.rows), digest
    version.card = card_facts(version, curated, measured, lines.tally)
    _finish(job, version)


def _write_rows(job: Job, version: DatasetVersion, curated: Curated, lines: Lines) -> str:
    with transaction.atomic():  # whoever lost the lease deletes and writes nothing more
        jobs.report(job, step="write", done=0, total=len(curated.rows))
        Row.objects.filter(version=version).delete()
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
    return digest.hexdigest()


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
