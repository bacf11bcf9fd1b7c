import sqlite3
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Write a consistent copy of an embedded set-up (database, files, secret key) while it is running."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", type=Path, help="a .tar.gz file to write (default: by date)")

    def handle(self, *, path: Path | None, **_options):
        if connection.vendor != "sqlite":
            raise CommandError("This set-up uses PostgreSQL: back the database up with pg_dump.")
        path = path or Path(f"synthlab-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz")
        if path.exists():
            raise CommandError(f"{path} is there already; name another file.")
        try:
            self._write(path)
        except OSError as problem:
            raise CommandError(f"{path} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(str(path))

    def _write(self, path: Path) -> None:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
            copy = Path(folder) / "synthlab.sqlite3"
            _copy_database(copy)
            with tarfile.open(path, "w:gz") as archive:
                archive.add(copy, "synthlab.sqlite3")
                for name in ("secret_key", "files"):
                    if (settings.DATA_DIR / name).exists():
                        archive.add(settings.DATA_DIR / name, name)
        path.chmod(0o600)  # it holds the secret key


def _copy_database(copy: Path) -> None:
    """SQLite's own online backup: a copy of one moment, however busy the database is."""
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
