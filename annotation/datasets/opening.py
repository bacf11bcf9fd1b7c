"""Asking for a version: its number, codebook and filters are fixed at once, a job fills it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.curation.filters import Filters
from annotation.curation.target import check_labels
from annotation.filters.frames import sets_of
from annotation.models import DatasetVersion, DroppedRow, LeftOut, Row
from generation import audit, jobs
from generation.locks import lock_project
from generation.models import Codebook, Job, Project, User

TASK = "annotation.cut"


@transaction.atomic
def open_version(*, project: Project, filters: Filters, note: str, by: User | None) -> DatasetVersion:
    """A version in the state `cutting`.

    Refused without a published codebook, for rows must say what was asked, and with shares of labels that it has not.
    """
    lock_project(project.pk)
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: a version states what was asked."))
    if filters.filter_set and not sets_of(project).filter(number=filters.filter_set).exists():
        raise ValidationError(_("There is no filter set %(number)s.") % {"number": filters.filter_set})
    check_labels(filters.target_shares, codebook)
    last = DatasetVersion.objects.filter(project=project).order_by("-number").first()
    version = DatasetVersion.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        codebook=codebook,
        filters=filters.as_json(),
        note=note,
        created_by=by,
    )
    audit.record(actor=by, verb="version.cut", project=project, subject=version.number, filters=version.filters)
    return version


@transaction.atomic
def give_up(version: DatasetVersion, error: str) -> None:
    """End a version that could not be cut; one that is ready or has failed before stays as it is."""
    cutting = DatasetVersion.objects.filter(pk=version.pk, state=DatasetVersion.State.CUTTING)
    if not cutting.update(state=DatasetVersion.State.FAILED, error=error, finished_at=timezone.now()):
        return
    Row.objects.filter(version=version).delete()
    DroppedRow.objects.filter(version=version).delete()
    LeftOut.objects.filter(version=version).delete()
    audit.record(
        actor=version.created_by, verb="version.failed", project=version.project, subject=version.number, error=error
    )


def enqueue_cut(version: DatasetVersion) -> Job:
    return jobs.enqueue(TASK, f"version-{version.pk}", project=version.project, args={"version": version.pk})


def job_of(version: DatasetVersion) -> Job | None:
    """The job that fills the version, for its progress."""
    return Job.objects.filter(task=TASK, key=f"version-{version.pk}").order_by("-id").first()
