"""Bringing documents and facts in, and setting them aside."""

from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from generation import audit
from generation.knowledge.reading import Rows, kind_of, read
from generation.locks import lock_project
from generation.methods.storable import storable
from generation.models import Knowledge, Project
from generation.support.uploads import kept_file

MOST_FILES = 100


def bring_in(*, project: Project, chunks: Iterable[bytes], filename: str, kind: str, by) -> tuple[Knowledge, Rows]:
    """Read what was sent; it lies in the imports' folder meanwhile. ValidationError where it cannot be used."""
    path = kept_file(chunks)
    try:
        return add_knowledge(project=project, path=path, filename=filename, kind=kind, by=by)
    finally:
        path.unlink(missing_ok=True)


def add_knowledge(*, project: Project, path: Path, filename: str, kind: str, by) -> tuple[Knowledge, Rows]:
    """Keep the rows of a file for runs that start from now on. ValidationError where it cannot be used."""
    filename = storable(filename)
    kind = kind_of(filename) or kind
    if kind not in Knowledge.Kind.values:
        raise ValidationError({"kind": _("Say whether the file holds documents or facts.")})
    found = read(path, filename, kind)
    with transaction.atomic():
        lock_project(project.pk)
        if Knowledge.objects.filter(project=project, used=True).count() >= MOST_FILES:
            raise ValidationError({"file": _("A project has at most %(most)d such files.") % {"most": MOST_FILES}})
        kept = Knowledge.objects.create(
            project=project,
            kind=kind,
            name=filename[:255],
            rows=found.rows,
            count=len(found.rows),
            rejected=found.rejected,
            created_by=by,
        )
        audit.record(actor=by, verb="knowledge.add", project=project, subject=kept, kind=kind, n=kept.count)
    return kept, found


@transaction.atomic
def set_aside(*, knowledge: Knowledge, by) -> None:
    """No run that starts from now on uses it; those that did can still be told from it."""
    if Knowledge.objects.filter(pk=knowledge.pk, used=True).update(used=False):
        audit.record(actor=by, verb="knowledge.remove", project=knowledge.project, subject=knowledge)
