"""The tests' database: migrated once for all processes and runs, and emptied quickly after each test."""

import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connections

BUILD = Path(settings.BASE_DIR) / "build"  # not in git

#: They hold the same after each test; to make them anew takes ten times as long as to empty all the others.
SAME = {"django_content_type", "auth_permission"}


def sqlite_file() -> Path | None:
    """The file of this process's tests, where they are on SQLite."""
    known = connections["default"]
    return Path(known.settings_dict["TEST"]["NAME"]) if known.vendor == "sqlite" else None


@contextmanager
def migrated_once(file: Path) -> Iterator[None]:
    """Around the making of the file: whoever comes first keeps a copy of what the migrations made, which the other
    processes and later runs find in its place. They wait for it, for all would take as long at once."""
    BUILD.mkdir(exist_ok=True)
    made = BUILD / f"migrated-{_of_the_migrations()}.sqlite3"
    with open(BUILD / "migrated.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            shutil.copyfile(made, file)
        yield
        if not made.exists():
            for older in BUILD.glob("migrated-*.sqlite3"):
                older.unlink()
            _copy(file, made)


def _of_the_migrations() -> str:
    """Other migrations make another file."""
    folders = (Path(app.path) / "migrations" for app in apps.get_app_configs())
    found = sorted(file for folder in folders for file in folder.glob("*.py"))
    said = b"".join(str(file).encode() + file.read_bytes() for file in found)
    return sha256(django.__version__.encode() + said).hexdigest()[:16]


def _copy(file: Path, made: Path) -> None:
    """The name is there only when all is: a run may be killed in between."""
    part = made.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as own, closing(sqlite3.connect(part)) as copy:
        own.backup(copy)
    part.rename(made)


def copied() -> sqlite3.Connection:
    """All that stands in SQLite's file, in memory."""
    connections["default"].ensure_connection()
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connections["default"].connection.backup(copy)
    return copy


def put_back(copy: sqlite3.Connection) -> None:
    """The file is again what it was: its migrations are the same, and so are its ids."""
    connections["default"].ensure_connection()
    copy.backup(connections["default"].connection)


def empty(case) -> None:
    """Instead of TransactionTestCase._fixture_teardown, which also fills the tables that are always the same, and on
    PostgreSQL makes a new file for each table, for those too that nobody wrote to."""
    for name in case._databases_names(include_mirrors=False):
        connection = connections[name]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - SAME
        quoted = [connection.ops.quote_name(table) for table in sorted(tables)]
        if connection.vendor == "postgresql":  # SQLite is as quick without, and misses nothing that a server just wrote
            quoted = _written_to(connection, quoted)
        connection.ops.execute_sql_flush([f"DELETE FROM {table}" for table in quoted])  # keys are checked at the end


def _written_to(connection, quoted: list[str]) -> list[str]:
    looks = (f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {table})" for place, table in enumerate(quoted))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return [quoted[place] for (place,) in cursor.fetchall()]
