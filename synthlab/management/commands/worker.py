import warnings

from celery.platforms import SecurityWarning
from django.conf import settings
from django.core.management.base import BaseCommand

from synthlab.celery import app


class Command(BaseCommand):
    help = "Run a worker: generation, scoring, imports, cutting versions. Any number may run, on any machines."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--threads", type=int, default=settings.WORKER_THREADS, help="jobs at the same time")

    def handle(self, *, threads: int, **_options):
        # Messages hold a job's number as JSON; Celery's warning about root is about pickled ones.
        warnings.filterwarnings("ignore", category=SecurityWarning)
        app.worker_main(
            [
                "--quiet",
                "worker",
                "--pool=threads",
                f"--concurrency={threads}",
                "--without-gossip",
                "--without-mingle",
                "--loglevel=WARNING",
            ]
        )
