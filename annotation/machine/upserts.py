"""Writing many rows that may be there already: short transactions, one statement each where the database can."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from django.db import connection, transaction

from synthlab.turns import turn

AT_ONCE = {"postgresql": 2000, "sqlite": 500}


def upsert(table: str, columns: dict[str, str], unique: Sequence[str], rows: Iterator[tuple]) -> Iterator[int]:
    """Insert rows or, where the unique columns are known, update the others; yields how many are done.

    `columns` gives each its PostgreSQL type. Names are those of our own models, values are parameters. A transaction
    takes about 10 ms; on SQLite, where it locks everybody else out, a pause follows, so that nobody who answers
    meanwhile has to wait.
    """
    changing = [name for name in columns if name not in unique]
    conflict = f"ON CONFLICT ({_listed(unique)}) DO UPDATE SET " + ", ".join(
        f"{_quoted(name)} = excluded.{_quoted(name)}" for name in changing
    )
    head = f"INSERT INTO {_quoted(table)} ({_listed(columns)})"
    places = f"{head} VALUES ({', '.join(['%s'] * len(columns))}) {conflict}"  # noqa: S608
    arrays = f"{head} SELECT * FROM unnest({_arrays(columns)}) {conflict}"  # noqa: S608
    return _in_parts(rows, places, arrays)


def update(
    table: str, columns: dict[str, str], rows: Iterator[tuple], *, only: str, plus: Mapping[str, str]
) -> Iterator[int]:
    """Set columns by the first of them, which is a key, in rows for which the condition `only` holds; as above.

    `plus`: what the database adds to the new value of a column, as SQL.
    """
    key, *setting = columns
    target, more = _quoted(table), {name: f" + {added}" for name, added in plus.items()}
    single = ", ".join(f"{_quoted(name)} = %s{more.get(name, '')}" for name in setting)
    places = f"UPDATE {target} SET {single} WHERE {_quoted(key)} = %s AND {only}"  # noqa: S608
    joined = ", ".join(f"{_quoted(name)} = fresh.{_quoted(name)}{more.get(name, '')}" for name in setting)
    arrays = (
        f"UPDATE {target} SET {joined} FROM unnest({_arrays(columns)}) AS fresh ({_listed(columns)}) "  # noqa: S608
        f"WHERE {target}.{_quoted(key)} = fresh.{_quoted(key)} AND {only}"
    )
    return _in_parts(rows, places, arrays, reorder=lambda row: (*row[1:], row[0]))


def _in_parts(
    rows: Iterator[tuple], places: str, arrays: str, reorder: Callable[[tuple], tuple] = tuple
) -> Iterator[int]:
    done, on_postgresql = 0, connection.vendor == "postgresql"
    while part := list(islice(rows, AT_ONCE[connection.vendor])):
        with turn(), transaction.atomic(), connection.cursor() as cursor:
            if on_postgresql:
                cursor.execute(arrays, [list(column) for column in zip(*part, strict=True)])
            else:
                cursor.executemany(places, [reorder(row) for row in part])
        done += len(part)
        yield done


def _arrays(columns: dict[str, str]) -> str:
    return ", ".join(f"%s::{kind}[]" for kind in columns.values())


def _listed(names: Sequence[str] | dict) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
