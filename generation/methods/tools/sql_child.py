"""The child process of sql.py: builds small databases in memory and asks each of them one query. Standard library only.

Reads {"databases": [{"schema", "rows": {table: [[...]]}}], "query", "limits"} from standard input and writes a list of
{"rows"} or {"problem", "detail"} to standard output. Started with -I -S, so that it is there in 20 ms and nobody's
modules are in its way.
"""

import json
import sqlite3
import sys
import time
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows; SQLite's own limits hold everywhere
    resource = None

MEGABYTE = 2**20
STEPS = 1000  # of SQLite's machine between two looks at the clock
FORBIDDEN = {"load_extension", "random", "randomblob", "fts3_tokenizer", "current_date", "current_time",
             "current_timestamp", "changes", "total_changes", "last_insert_rowid"}  # fmt: skip
LOADING = {
    sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_REINDEX,
    sqlite3.SQLITE_INSERT,
    sqlite3.SQLITE_UPDATE,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
}
READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


def main() -> None:
    request = json.load(sys.stdin)
    limits = request["limits"]
    if resource:
        ceiling = 8 * limits["megabytes"] * MEGABYTE
        cpu = int(limits["seconds"]) + 1  # for what never looks at the clock, such as printf('%.*c', 2000000000, 'x')
        for limit, soft, hard in (
            (resource.RLIMIT_AS, ceiling, ceiling),
            (resource.RLIMIT_FSIZE, 0, 0),
            (resource.RLIMIT_CPU, cpu, cpu + 1),
        ):
            with suppress(ValueError, OSError):  # macOS refuses the first
                resource.setrlimit(limit, (soft, hard))
    deadline = time.monotonic() + limits["seconds"]
    results = [answered(database, request["query"], limits, deadline) for database in request["databases"]]
    json.dump(results, sys.stdout)


def answered(database: dict, query: str, limits: dict, deadline: float) -> dict:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        restrain(connection, limits, deadline)
        try:
            load(connection, database)
        except sqlite3.Error as error:
            return {"problem": "schema", "detail": str(error)[:300]}
        connection.set_authorizer(allowing(READING))
        return ask(connection, query, limits)
    except sqlite3.Error as error:
        return {"problem": problem_of(error), "detail": str(error)[:300]}
    except MemoryError:
        return {"problem": "memory", "detail": "out of memory"}
    except (OverflowError, ValueError) as error:  # text that is no Unicode, numbers beyond 64 bits
        return {"problem": "error", "detail": str(error)[:300]}
    finally:
        connection.close()


def restrain(connection: sqlite3.Connection, limits: dict, deadline: float) -> None:
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA hard_heap_limit = {int(limits['megabytes']) * MEGABYTE}").fetchall()
    for limit, most in (
        (sqlite3.SQLITE_LIMIT_LENGTH, limits["bytes"]),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50),
        (sqlite3.SQLITE_LIMIT_COLUMN, 200),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
    ):
        connection.setlimit(limit, most)
    connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    connection.set_authorizer(allowing(LOADING))


def allowing(actions: set[int]):
    def judge(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
        called = (second or "").casefold() if action == sqlite3.SQLITE_FUNCTION else ""
        return sqlite3.SQLITE_OK if action in actions and called not in FORBIDDEN else sqlite3.SQLITE_DENY

    return judge


def load(connection: sqlite3.Connection, database: dict) -> None:
    connection.executescript(database["schema"])
    verb = "INSERT OR IGNORE" if database.get("lenient") else "INSERT"
    for table, rows in database["rows"].items():
        name = table.replace('"', '""')
        for row in rows:
            connection.execute(f'{verb} INTO "{name}" VALUES ({", ".join("?" * len(row))})', row)  # noqa: S608 quoted


def ask(connection: sqlite3.Connection, query: str, limits: dict) -> dict:
    rows, size = [], 0
    for row in connection.execute(query):
        rows.append([{"hex": cell.hex()} if isinstance(cell, bytes) else cell for cell in row])
        size += sum(len(cell) for cell in row if isinstance(cell, str | bytes)) + len(row)
        if len(rows) > limits["rows"] or size > limits["bytes"]:
            return {"problem": "too long", "detail": f"more than {limits['rows']} rows or {limits['bytes']} characters"}
    return {"rows": rows}


def problem_of(error: sqlite3.Error) -> str:
    unauthorised = str(error).startswith(("not authorized", "authorization denied", "access to"))
    if unauthorised or isinstance(error, sqlite3.ProgrammingError):
        return "refused"  # the latter for more than one statement
    problems = {sqlite3.SQLITE_INTERRUPT: "time", sqlite3.SQLITE_NOMEM: "memory", sqlite3.SQLITE_TOOBIG: "too long"}
    return problems.get(getattr(error, "sqlite_errorcode", None), "error")


if __name__ == "__main__":
    main()
