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
    values = list(zip(*(_column(field, rows) for field in fields), strict=True))
    insert_values(type(rows[0]), [field.column for field in fields], values, ignore_conflicts=ignore_conflicts)


def insert_values(
    model: type[Model], columns: Sequence[str], values: Sequence[tuple], *, ignore_conflicts: bool = False
) -> None:
    """The same of plain tuples, for small rows of which there are many: a model object takes longer than its row."""
    if not values:
        return
    quoted = connection.ops.quote_name
    named, places = ", ".join(map(quoted, columns)), ", ".join(["%s"] * len(columns))
    end = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({named}) VALUES ({places}){end}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _column(field: Field, rows: Sequence[Model]) -> list:
    if isinstance(field, DateTimeField):
        # One that is set stays: who writes again, not knowing whether a write went through, finds it by its moment.
        moments = (getattr(row, field.attname) or field.pre_save(row, True) for row in rows)
        return [field.get_db_prep_save(moment, connection) for moment in moments]
    values = [getattr(row, field.attname) for row in rows]
    if isinstance(field, JSONField):
        return [None if value is None and field.null else json.dumps(value) for value in values]
    if isinstance(field, DecimalField):
        return [field.get_db_prep_save(value, connection) for value in values]
    return values
