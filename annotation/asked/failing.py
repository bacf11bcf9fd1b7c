"""An asking that cannot go on is tried again after pauses that double, and then ends with its reason."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from annotation.models import Asking
from generation import audit

TRIES = 6
PAUSE_S = 10  # before the second try; 10, 20, 40, 80 and 160 seconds: five minutes until it ends
LONGEST = 300  # characters of a reason: what a person reads


@transaction.atomic
def could_not_go_on(asking: Asking, problem: Exception) -> None:
    """Note the try that failed: the next one is due after a pause, or there is none, and the audit log says why.

    What its runs brought is scored by the sweep that looks for runs which no score knows.
    """
    now = timezone.now()
    asking.tries += 1
    asking.stopped = f"{type(problem).__name__}: {problem}"[:LONGEST]
    asking.retry_at = now + timedelta(seconds=PAUSE_S * 2 ** (asking.tries - 1))
    if asking.tries >= TRIES:
        asking.state, asking.retry_at, asking.finished_at = Asking.State.FAILED, None, now
    changed = {name: getattr(asking, name) for name in ("tries", "stopped", "retry_at", "state", "finished_at")}
    running = Asking.objects.filter(pk=asking.pk, state=Asking.State.RUNNING)
    if running.update(**changed) and asking.state == Asking.State.FAILED:
        about = {"project": asking.project, "subject": f"run {asking.first_id}"}
        audit.record(actor=None, verb="asking.failed", **about, error=asking.stopped)
