"""What the worker does for certificates: open a new snapshot once labels or the codebook are others."""

import time

from django.db.models import Q

from annotation.certificate.asking import FREEZE, enqueue_freeze, key_of
from annotation.enhance.asking import SWITCH
from annotation.models import Dispenser, Recheck, ReviewPolicy, Snapshot
from generation.models import Codebook, Import, Job, Project, Run

EVERY_S = 5.0

_looked = {"at": float("-inf")}


def freeze_again() -> int:
    """Ask for a freeze where an audit is open and something may have changed since the last one. Returns how many."""
    now = time.monotonic()
    if now - _looked["at"] < EVERY_S:
        return 0
    _looked["at"] = now
    asked = 0
    cut_off = Recheck.objects.filter(frozen_at=None).values("snapshot__project")
    policies = ReviewPolicy.objects.filter(Q(audit_open=True) | Q(project__in=cut_off))
    for policy in policies.select_related("project"):
        if is_due(policy.project):
            enqueue_freeze(policy.project)
            asked += 1
    return asked


def is_due(project: Project) -> bool:
    """Whether a run, an import or an exchange of labels ended, or a codebook was published, since the last freeze was
    asked for; or the rows that people settled are still being taken in, for whoever began that may have been cut off.
    No look at the rows themselves."""
    dispenser = Dispenser.objects.filter(project=project).select_related("snapshot").first()
    if dispenser is None:
        return False
    if Recheck.objects.filter(snapshot__project=project, frozen_at=None).exists():
        return True
    asked = Job.objects.filter(task=FREEZE, key=key_of(project)).order_by("-id").first()
    since = asked.created_at if asked else _frozen_at(dispenser.snapshot)
    if since is None:
        return True
    ended = (model.objects.filter(project=project, finished_at__gt=since).exists() for model in (Run, Import))
    switched = Job.objects.filter(project=project, task=SWITCH, finished_at__gt=since)
    return any(ended) or switched.exists() or Codebook.objects.filter(project=project, published_at__gt=since).exists()


def _frozen_at(snapshot: Snapshot | None):
    return snapshot.created_at if snapshot else None
