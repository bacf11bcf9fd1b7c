"""The fast path into the database: many rows a statement, ids known beforehand, no model instances.

The ORM's bulk_create costs 30 to 60 microseconds a row; this costs a few. Everything here runs inside a transaction
that holds the project's lock (generation.locks), or ids would not be in the order of commits.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, models

QUERY_ROWS = 2_000  # values in one IN (…)


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """`count` new ids, ascending. On SQLite the write lock of the transaction keeps others from taking them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + 1 + count)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return sorted(row[0] for row in cursor.fetchall())


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple], **constants: object) -> None:
    """Insert rows of `columns`. Other columns get `constants`, or the default of their field."""
    names = list(columns)
    rest = []
    for field in model._meta.concrete_fields:
        if field.primary_key or field.column in names:
            continue
        names.append(field.column)
        value = constants[field.column] if field.column in constants else field.get_default()
        rest.append(field.get_db_prep_save(value, connection))
    table, listed = connection.ops.quote_name(model._meta.db_table), ", ".join(map(connection.ops.quote_name, names))
    tail = tuple(rest)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            places = ", ".join(["%s"] * len(names))
            # Table and columns are names of our own models; the values are parameters.
            statement = f"INSERT INTO {table} ({listed}) VALUES ({places})"  # noqa: S608
            cursor.executemany(statement, (row + tail for row in rows))
            return
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            write = copy.write_row
            for row in rows:
                write(row + tail)


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple]) -> None:
    """Update rows, each a tuple of the new values of `columns` and, last, its id."""
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE id = %s", rows)  # noqa: S608


def fetch(
    model: type[models.Model],
    columns: Sequence[str],
    key: str,
    values: Sequence,
    project_id: int | None = None,
    *,
    lock: bool = False,
) -> list[tuple]:
    """The rows whose `key` is one of `values`, as tuples of `columns`; with `lock` no one changes them meanwhile."""
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, columns))
    within = f"{quote('project_id')} = %s AND " if project_id is not None else ""
    head = f"SELECT {listed} FROM {quote(model._meta.db_table)} WHERE {within}{quote(key)}"  # noqa: S608
    # Only who holds the project's lock takes several, so nobody waits in a circle. Not the key: rows that refer to
    # these need not wait.
    tail = " ORDER BY id FOR NO KEY UPDATE" if lock and connection.vendor != "sqlite" else ""
    before = [] if project_id is None else [project_id]
    found: list[tuple] = []
    with connection.cursor() as cursor:
        for start in range(0, len(values), QUERY_ROWS):
            part = list(values[start : start + QUERY_ROWS])
            if connection.vendor == "sqlite":
                cursor.execute(f"{head} IN ({', '.join(['%s'] * len(part))})", [*before, *part])
            else:
                cursor.execute(f"{head} = ANY(%s){tail}", [*before, part])
            found += cursor.fetchall()
    return found
