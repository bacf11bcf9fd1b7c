"""New rows of one table by one prepared statement.

Django's `bulk_create` compiles an expression a row and field, a fifth of the engine's time. Here a value goes to
the database as it is; only what it cannot take (JSON, moments, money) is converted.
"""

import json
from collections.abc import Sequence

from django.db import connection
from django.db.models import DateTimeField, DecimalField, Field, JSONField, Model


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one table. Their ids are not read back."""
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
    quoted = connection.ops.quote_name
    columns, places = ", ".join(quoted(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    end = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    sql = f"INSERT INTO {quoted(rows[0]._meta.db_table)} ({columns}) VALUES ({places}){end}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*(_column(field, rows) for field in fields), strict=True)))


def _column(field: Field, rows: Sequence[Model]) -> list:
    if isinstance(field, DateTimeField):
        return [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows]
    values = [getattr(row, field.attname) for row in rows]
    if isinstance(field, JSONField):
        return [json.dumps(value) for value in values]
    if isinstance(field, DecimalField):
        return [field.get_db_prep_save(value, connection) for value in values]
    return values
