"""A set-up with one more background task, `tests.steps`: forty steps, each of which leaves a row.

Run as a program by test_brokers.py it is a worker, which first asks for N such tasks: `steps_app.py [N]`.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.remove(str(Path(__file__).resolve().parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthlab.settings")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

django.setup()

from generation import jobs  # noqa: E402
from generation.children import light_task  # noqa: E402
from generation.models import Event, Job  # noqa: E402

STEPS = 40


@light_task("tests.steps")
def steps(job: Job) -> None:
    for step in range(job.progress.get("done", 0), STEPS):
        time.sleep(0.05)  # the work
        with transaction.atomic():
            jobs.report(job, done=step + 1)
            Event.objects.create(verb="step", subject=f"{job.key}/{step}")


def worker(count: str = "0") -> None:
    for number in range(int(count)):
        jobs.enqueue("tests.steps", f"job-{number}")
    call_command("worker")


if __name__ == "__main__":
    worker(*sys.argv[1:])
