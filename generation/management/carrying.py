"""A job that a command carries out while somebody watches."""

import sys

from django.core.management.base import CommandError

from generation.models import Job
from generation.support.progress import ProgressBar
from generation.watching import carry_out_watched


def carry_out_shown(job: Job, unit: str, *, as_json: bool) -> None:
    """Carry the job out and show on the standard error how many of `unit` are done; CommandError says why it failed."""
    bar = ProgressBar(sys.stderr, unit, as_json=as_json)
    ended = carry_out_watched(job, lambda progress: bar.at(progress.get("done", 0)))
    bar.close()
    if ended.state != Job.State.DONE:
        raise CommandError(ended.error)
