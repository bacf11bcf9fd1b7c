"""The tests' database: migrated once for all processes that share the suite, and emptied quickly after each test."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connections

#: They hold the same after each test; to make them anew takes ten times as long as to empty all the others.
SAME = {"django_content_type", "auth_permission"}


def file_of_many() -> Path | None:
    """The SQLite file of this process's tests, where it is one of several that share the suite."""
    known = connections["default"]
    if "PYTEST_XDIST_WORKER" not in os.environ or known.vendor != "sqlite":
        return None
    return Path(known.settings_dict["TEST"]["NAME"])


@contextmanager
def migrated_once(file: Path) -> Iterator[None]:
    """Around the making of the file: the first process keeps a copy of what the migrations made, which the others find
    in its place. They wait for it, for all would take as long at once."""
    shared = Path(os.environ["SYNTHLAB_DATA_DIR"]).parent
    made = shared / "migrated.sqlite3"
    with open(shared / "migrated.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            shutil.copyfile(made, file)
        yield
        if not made.exists():
            with closing(sqlite3.connect(file)) as own, closing(sqlite3.connect(made)) as copy:
                own.backup(copy)


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
