"""What adding rows does to an open audit, told before it happens."""

from django.utils.translation import gettext as _

from annotation.certificate.frames import current_snapshot
from annotation.models import ReviewPolicy
from generation.models import Project
from synthlab.drawing import words


def audit_begins_anew(project: Project) -> str:
    """A sentence while an audit is open and has drawn rows; "" else, for then nothing is lost."""
    if not ReviewPolicy.objects.filter(project=project, audit_open=True).exists():
        return ""
    snapshot = current_snapshot(project)
    if snapshot is None or snapshot.published_seed or not snapshot.draws.exists():
        return ""
    text = _(
        "An audit is open. New rows with a model's label, and rows that get their first one, close snapshot %(number)d "
        "and open a new one of all rows that nobody has had yet, the new ones among them; its audit counts from zero. "
        "Kept: every answer and correction, and snapshot %(number)d with the bound it has come to for its %(rows)s "
        "rows. Rows without a model's label change nothing."
    )
    return text % {"number": snapshot.number, "rows": words(snapshot.size, "count")}
