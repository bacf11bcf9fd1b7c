"""The databases that figures are taken on: SQLite, and PostgreSQL where a server answers. No `main`.

BENCH_POSTGRES_URL names a database of that server, else it is looked for on the standard port. A database of its own
is made beside the one named, and dropped afterwards.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

STANDARD = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def each_database() -> Iterator[dict[str, str]]:
    """The addresses, by the name of the database's kind; SQLite's is empty. What is left out is said."""
    with fresh_postgresql() as address:
        if not address:
            print("PostgreSQL is left out: no server answers (BENCH_POSTGRES_URL names one).", flush=True)
        yield {"sqlite": ""} | ({"postgresql": address} if address else {})


@contextmanager
def fresh_postgresql() -> Iterator[str | None]:
    """The address of an empty database; None where no server answers."""
    url, name = os.environ.get("BENCH_POSTGRES_URL", STANDARD), f"synthlab_bench_{os.getpid()}"
    if not _answers(url, f"CREATE DATABASE {name}"):
        yield None
        return
    try:
        yield re.sub(r"/[^/]*$", f"/{name}", url)
    finally:
        _answers(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _answers(url: str, command: str) -> bool:
    import psycopg  # noqa: PLC0415 - only where there is a server

    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as server:
            server.execute(command)
    except psycopg.OperationalError:
        return False
    return True
