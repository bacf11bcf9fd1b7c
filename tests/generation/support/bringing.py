"""Bring rows in as a file would."""

import json

from generation.models import Import
from generation.support.actions import bring_in
from generation.support.mapping import Mapping
from generation.support.readers.formats import read_rows


def bring(project, content, kind="ndjson", author=None, **mapping) -> Import:
    """Import NDJSON (a list of rows), or bytes of any kind, and give the record back."""
    if isinstance(content, list):
        content = "\n".join(json.dumps(row) for row in content).encode()
    if isinstance(content, str):
        content = content.encode()
    return bring_in(
        project=project, author=author, kind=kind, mapping=Mapping(**mapping), rows=read_rows(kind, [content])
    )


def begun(project) -> Import:
    """An import that has begun and read nothing yet."""
    return Import.objects.create(project=project, format="ndjson", mapping=Mapping().to_json())


def reasons(record: Import) -> list[tuple[int, str]]:
    return list(record.rejected_lines.values_list("line", "reason"))
