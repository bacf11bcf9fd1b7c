"""What workers load, in the server that their processes are forked off (processes.py)."""

import gc
import os
import signal

import django
from django.apps import apps

if not apps.ready:
    os.environ["DJANGO_SETTINGS_MODULE"] = "synthlab.settings"
    django.setup()
import generation.runs.actions.worker  # noqa: E402, F401
from generation.runs.actions import rounds  # noqa: E402
from generation.runs.prepared import prepared  # noqa: E402

gc.freeze()  # a forked process would copy what its collector walks through


def run(code: str) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background ignore it
    exec(code, {"__name__": "__main__"})


def prepared_here(run, what: str) -> None:
    """Instead of `rounds._in_child`: a child would start Python once more. test_rounds.py has rounds that begin one."""
    {"prepare": rounds.prepare_here, "choose": rounds.choose_here}[what](run, prepared(run))
