import sys
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from generation.models import Job
from synthlab.celery import app


class Command(BaseCommand):
    help = "Check that this set-up can work: database, migrations, broker, worker, disk."
    requires_system_checks = []

    def handle(self, **_options):
        checks: list[tuple[str, Callable[[], str]]] = [
            ("Python", lambda: sys.version.split()[0]),
            ("data folder", _data_folder),
            ("database", _database),
            ("migrations", _migrations),
            ("broker", _broker),
            ("jobs", _jobs),
            ("proxies", _proxies),
        ]
        failures = 0
        for name, check in checks:
            try:
                self.stdout.write(f"ok    {name}: {check()}")
            except Doubt as doubt:
                self.stdout.write(f"warn  {name}: {doubt}")
            except (Trouble, DatabaseError, OSError) as problem:
                failures += 1
                self.stdout.write(f"FAIL  {name}: {problem}")
        sys.exit(1 if failures else 0)


class Trouble(Exception):
    pass


class Doubt(Exception):
    """Works, but probably not as it was meant."""


def _data_folder() -> str:
    probe = settings.DATA_DIR / ".doctor"
    probe.write_text("x")
    probe.unlink()
    return str(settings.DATA_DIR)


def _database() -> str:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return f"{connection.vendor}, {1000 * (time.perf_counter() - started):.0f} ms to answer"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Trouble(f"{len(missing)} not applied; run `migrate` (`serve` does it by itself)")
    return "all applied"


def _broker() -> str:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=3)
        return broker.as_uri()


def _jobs() -> str:
    overdue = Job.objects.filter(state=Job.State.OPEN, created_at__lt=timezone.now() - timedelta(hours=1))
    if overdue.filter(lease="").exists():
        raise Trouble("work has waited for over an hour: is a worker running?")
    return f"{Job.objects.filter(state=Job.State.OPEN).count()} open"


def _proxies() -> str:
    if settings.BEHIND_TLS_PROXY and not settings.TRUSTED_PROXIES:
        raise Doubt(
            "BEHIND_TLS_PROXY is on but SYNTHLAB_TRUSTED_PROXIES is 0: all people share the proxy's address, so a few "
            "wrong passwords of one lock that name for everybody; set it to the number of proxies in front"
        )
    return f"{settings.TRUSTED_PROXIES} trusted"
