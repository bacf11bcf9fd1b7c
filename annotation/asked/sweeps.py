"""What the worker does for grades: once a run has given some, or has asked again, signals follow by themselves; and it
asks on where answers differ."""

from datetime import timedelta

import structlog
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotation.asked.failing import could_not_go_on
from annotation.asked.frames import AGAIN
from annotation.asked.going_on import go_on, is_asking
from annotation.machine.asking import TASK, enqueue_score
from annotation.models import Asking, Student
from generation.locks import is_locked
from generation.models import Job, Run, RunPurpose
from generation.models.run import ENDED

LOOKED_BACK = timedelta(hours=1)
log = structlog.get_logger(__name__)


def score_what_was_graded() -> int:
    """Ask for a score where a run has ended with grades or opinions that no score knows. Returns how many projects."""
    own = {"project": OuterRef("project"), "created_at__gt": OuterRef("finished_at")}
    lately = Run.objects.filter(state__in=ENDED, finished_at__gt=timezone.now() - LOOKED_BACK)
    lately = lately.filter(Q(purpose=RunPurpose.JUDGE) | Q(setup__has_key=AGAIN))
    known = Exists(Student.objects.filter(**own)) | Exists(Job.objects.filter(task=TASK, **own))
    going_on = Asking.objects.filter(state=Asking.State.RUNNING).values_list("runs", flat=True)
    lately = lately.exclude(pk__in=[run for runs in going_on for run in runs])  # scored once, when the asking ends
    projects = {run.project for run in lately.filter(~known, accepted__gt=0).select_related("project")}
    for project in projects:
        enqueue_score(project)
    return len(projects)


def ask_on_where_answers_differ() -> int:
    """Begin the next run of askings whose runs have ended, about the rows that are undecided. Returns how many."""
    due = Q(retry_at=None) | Q(retry_at__lte=timezone.now())
    return sum(_went_on(asking) for asking in Asking.objects.filter(due, state=Asking.State.RUNNING))


def _went_on(asking: Asking) -> bool:
    """One that cannot go on does not keep the others waiting; a later sweep tries again, and not for ever."""
    if is_asking(asking):
        return False
    try:
        return go_on(asking)
    except Exception as problem:
        if not is_locked(problem):
            log.exception("asking_failed", asking=asking.pk, tries=asking.tries + 1)
            could_not_go_on(asking, problem)
        return False
