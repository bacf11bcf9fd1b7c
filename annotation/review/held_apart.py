"""Answers held against each other where they are kept, so that none of their texts has to be read."""

import json
from collections.abc import Sequence

from django.db.models import Func, JSONField


class Without(Func):
    """A JSON object without some of its keys: alike for two that say the same, in whatever order they have their keys.

    PostgreSQL compares `jsonb` by what it says. SQLite compares its text, so there the rest is written out by key.
    """

    output_field = JSONField()
    without = "({object} - %s::text[])"
    written_out = (
        "(SELECT json_group_array(json_array(key, type, value)) FROM (SELECT key, type, value FROM json_each({object})"
        " WHERE key NOT IN (SELECT value FROM json_each(%s)) ORDER BY key))"
    )

    def __init__(self, name: str, keys: Sequence[str], **more):
        super().__init__(name, **more)
        self.keys = [*keys]

    def as_postgresql(self, compiler, connection, **context):
        return self._sql(compiler, self.without, self.keys)

    def as_sqlite(self, compiler, connection, **context):
        return self._sql(compiler, self.written_out, json.dumps(self.keys))

    def _sql(self, compiler, template: str, keys: object) -> tuple[str, tuple]:
        answers, params = compiler.compile(self.source_expressions[0])
        return template.format(object=answers), (*params, keys)
