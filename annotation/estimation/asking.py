"""Ordering an estimation sample and ending it: rows at once, a job draws. Without numpy, for web processes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.certificate.frames import current_snapshot
from annotation.methods.certificate.audit_keys import commitment, new_seed
from annotation.models import Dispenser, Estimation, ReviewPolicy
from annotation.reports import show
from annotation.shown import Shown
from generation import jobs
from generation.audit import record
from generation.encryption import sealed
from generation.locks import lock_project
from generation.models import Codebook, Job, Project

TASK = "annotation.estimate"
LEAST, MOST = 20, 5_000


def estimation(project: Project) -> Shown:
    """What samples of several sizes would tell, and what the newest has told, as the worker reckoned it last."""
    return show(project, "estimation")


def newest_estimation(project: Project) -> Estimation | None:
    return Estimation.objects.filter(project=project).select_related("snapshot").first()


@transaction.atomic
def order_estimation(*, project: Project, by, looks: int) -> Estimation:
    """Have `looks` rows drawn within strata; the worker draws them. ValidationError says why that cannot be."""
    lock_project(project.pk)
    snapshot = current_snapshot(project)
    if why := _why_not(project, snapshot, looks):
        raise ValidationError({"looks": why})
    seed, newest = new_seed(), newest_estimation(project)
    made = Estimation.objects.create(
        project=project,
        number=newest.number + 1 if newest else 1,
        snapshot=snapshot,
        looks=looks,
        seed_commitment=commitment(seed),
        seed_encrypted=sealed(seed),
        created_by=by,
    )
    record(
        actor=by, verb="estimation.ordered", project=project, subject=made, looks=looks,
        seed_commitment=made.seed_commitment,
    )  # fmt: skip
    enqueue_drawing(made)
    return made


def enqueue_drawing(made: Estimation) -> Job:
    return jobs.enqueue(TASK, f"estimation-{made.pk}", project=made.project, args={"estimation": made.pk})


@transaction.atomic
def end_estimation(*, project: Project, by, number: int) -> Estimation:
    """Ask for its rows no more; what was answered stays told. ValidationError where it is not the one under way."""
    lock_project(project.pk)
    made = Estimation.objects.filter(project=project, number=number, ended_at=None).first()
    if made is None:
        raise ValidationError({"number": _("This sample is not under way.")})
    made.ended_at = timezone.now()
    made.save(update_fields=["ended_at"])
    Dispenser.objects.filter(project=project, estimation=made).update(estimation=None)
    record(actor=by, verb="estimation.ended", project=project, subject=made)
    return made


def _why_not(project: Project, snapshot, looks: int) -> str:
    if snapshot is None or snapshot.frozen_at is None:
        return _("A sample is drawn from a frozen snapshot: freeze one under Certificate first.")
    is_over = snapshot.published_seed or snapshot.ended_at
    if is_over or not ReviewPolicy.objects.filter(project=project, audit_open=True).exists():
        return _("A sample is asked for while the audit is open: then nobody can tell its rows from others.")
    if Codebook.objects.published().filter(project=project, number__gt=snapshot.codebook.number).exists():
        return _("Another codebook is in force since the freeze: freeze anew first.")
    if Estimation.objects.filter(project=project, ended_at=None).exists():
        return _("Another sample is under way: end it first.")
    if not LEAST <= looks <= MOST:
        return _("A sample has from %(least)d to %(most)d looks.") % {"least": LEAST, "most": MOST}
    if looks > snapshot.size - snapshot.removals:
        return _("So many rows are not left in the snapshot.")
    return ""
