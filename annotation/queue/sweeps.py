"""What the worker does for queues once a second: pull new samples, and ask for a score after enough hand-outs."""

import time

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Greatest

from annotation.machine.asking import TASK, key_of
from annotation.models import Dispenser
from annotation.queue.actions.lanes import apply_rules
from annotation.queue.actions.pull import BATCH, lock_dispenser, pull
from generation import jobs
from generation.models import Project, Sample
from synthlab.turns import turn

LOOK_EVERYWHERE_S = 10.0
WORK_FOR_S = 1.0
SCORE_AFTER = 20
PERCENT = 100

_seen = {"sample": 0, "at": float("-inf")}


def pull_all() -> int:
    """Samples become items in every project that has new ones; a second of work at most, the next sweep goes on.

    Nothing new is found out by one look at the last id; conflicts among old rows are looked for every ten seconds.
    """
    last = Sample.objects.aggregate(last=Max("id"))["last"] or 0
    now = time.monotonic()
    if last == _seen["sample"] and now - _seen["at"] < LOOK_EVERYWHERE_S:
        return 0
    pulled = 0
    for project in Project.objects.order_by("id"):
        looked_at = BATCH
        while looked_at >= BATCH:
            with turn():
                looked_at = pull(project=project)
            pulled += looked_at
            if looked_at and time.monotonic() - now > WORK_FOR_S:
                return pulled
    _seen.update(sample=last, at=now)
    return pulled


def apply_all_rules() -> int:
    """Items go to the people that a changed rule means: a second of work at most, the next sweep goes on."""
    looked_at, started = 0, time.monotonic()
    while project := Project.objects.filter(dispenser__laned_until__isnull=False).order_by("id").first():
        with turn(), transaction.atomic():
            looked_at += apply_rules(lock_dispenser(project))
        if time.monotonic() - started > WORK_FOR_S:
            break
    return looked_at


def ask_for_scores() -> int:
    """After twenty hand-outs, or one percent of the items, the student learns anew. Returns how many projects."""
    one_percent = F("items") / PERCENT
    step = Greatest(one_percent, Value(SCORE_AFTER))
    due = Dispenser.objects.annotate(due_at=F("score_asked_at") + step).filter(handed_out__gte=F("due_at"))
    asked = 0
    for dispenser in due.select_related("project"):
        # Only one of several workers gets the row.
        mine = Dispenser.objects.filter(pk=dispenser.pk, score_asked_at=dispenser.score_asked_at)
        if mine.update(score_asked_at=dispenser.handed_out):
            jobs.enqueue(TASK, key_of(dispenser.project), project=dispenser.project)
            asked += 1
    return asked
