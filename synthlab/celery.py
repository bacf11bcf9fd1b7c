"""The Celery app. Messages only wake workers up: what is to be done stands in the database (generation/jobs.py)."""

import os
import threading

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthlab.settings")
app = Celery("synthlab")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_stop = threading.Event()


@worker_ready.connect
def start_sweeper(**_kwargs) -> None:
    from generation.sweeper import sweep_forever  # noqa: PLC0415 - models are loaded only after Django is set up

    threading.Thread(target=sweep_forever, args=(_stop,), name="sweeper", daemon=True).start()


@worker_shutting_down.connect
def stop_sweeper(**_kwargs) -> None:
    _stop.set()
