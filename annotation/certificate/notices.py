"""What new labels and a new codebook do to an open audit, told before it happens."""

from django.utils.translation import gettext as _

from annotation.certificate.frames import current_snapshot
from annotation.models import ReviewPolicy, Snapshot
from generation.models import Project
from synthlab.drawing import words


def new_labels_begin_anew(project: Project) -> str:
    text = _(
        "An audit is open, and its snapshot does not hold new rows. New rows with a model's label, those of a pilot "
        "too, and rows that get their first one, close snapshot %(number)d and open a new one of all rows that nobody "
        "has had yet, the new ones among them; its audit counts from zero. Until random rows of the new one are "
        "answered, up to 100%% of its labels may be wrong. Kept: every answer and correction, and snapshot %(number)d "
        "with the bound it has come to for its %(rows)s rows. Rows without a model's label change nothing."
    )
    return _of_open_audit(project, text)


def exchanged_labels_begin_anew(project: Project) -> str:
    """Before the labels of an enhancement are used, or put back."""
    text = _(
        "An audit is open. Other labels close snapshot %(number)d and open a new one of all rows that nobody has had "
        "yet; its audit counts from zero. Kept: every answer and correction, and snapshot %(number)d with the bound it "
        "has come to for its %(rows)s rows."
    )
    return _of_open_audit(project, text)


def new_codebook_begins_anew(project: Project) -> str:
    text = _(
        "An audit is open. Another version of the codebook closes snapshot %(number)d and opens a new one of all rows "
        "that nobody has had yet; its audit counts from zero. Kept: every answer and correction, and snapshot "
        "%(number)d with the bound it has come to for its %(rows)s rows."
    )
    return _of_open_audit(project, text)


def freezing_begins_anew(project: Project) -> str:
    """What another freeze does to the snapshot that is there; "" where there is none."""
    snapshot = current_snapshot(project)
    if snapshot is None:
        return ""
    text = _(
        "Snapshot %(number)d is closed with the bound it has come to, and its %(drawn)s audit rows stay with it. The "
        "new one takes in all rows that nobody has had yet; its audit counts from zero. Every answer and correction "
        "is kept."
    )
    return text % {"number": snapshot.number, "drawn": words(snapshot.draws.count(), "count")}


def _of_open_audit(project: Project, text: str) -> str:
    """The text while an audit is open and has drawn rows; "" else, for then nothing is lost."""
    snapshot = _audited(project)
    return text % {"number": snapshot.number, "rows": words(snapshot.size, "count")} if snapshot else ""


def _audited(project: Project) -> Snapshot | None:
    if not ReviewPolicy.objects.filter(project=project, audit_open=True).exists():
        return None
    snapshot = current_snapshot(project)
    return snapshot if snapshot and not snapshot.published_seed and snapshot.draws.exists() else None
