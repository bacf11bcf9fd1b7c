"""What stands on a certificate whatever the audits say."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from annotation.models import Annotation, Snapshot, Stream


class Closed(TextChoices):
    """Why another snapshot took the place of one; written into the audit log when that happens."""

    LABELLED = "labelled", _("rows with a model's label were added")
    RELABELLED = "relabelled", _("labels of rows that nobody had reviewed were changed, or given as references")
    CODEBOOK = "codebook", _("another version of the codebook was published")
    SEED = "seed", _("its seed was published, which ends its audit")
    AGAIN = "again", _("a lead froze anew before any audit row was drawn")


def statement(snapshot: Snapshot) -> dict:
    """What was fixed at the freeze."""
    shown = Annotation.objects.valid().filter(project=snapshot.project_id, stream=Stream.ACTIVE, blind=False)
    return {
        "snapshot": snapshot.number,
        "frozen_at": snapshot.frozen_at.isoformat() if snapshot.frozen_at else None,
        "population": snapshot.size,
        "confidence": round(1 - snapshot.risk, 6),
        "risk": snapshot.risk,
        "procedure": snapshot.procedure,
        "reference_rule": snapshot.reference_rule,
        "codebook": snapshot.codebook.number,
        "label_hash": snapshot.label_hash,
        "seed_commitment": snapshot.seed_commitment,
        "published_seed": snapshot.published_seed or None,
        "suggestions_shown": shown.exists(),
    }


def nothing_known(snapshot: Snapshot) -> dict:
    """The certificate before its first audit: everything may be wrong."""
    names = ("audits", "answered", "audit_errors", "active", "reviewed", "found", "unresolved", "looks")
    return {
        **statement(snapshot),
        "bound": 1.0,
        "at_most_wrong": snapshot.size,
        "estimate": None,
        "low": None,
        "high": None,
        **dict.fromkeys(names, 0),
        "by_label": {},
        "by_condition": {},
        "history": [],
    }


def as_known(snapshot: Snapshot, stored: dict) -> dict:
    """The certificate of a snapshot from the stored report, which may still be the one of the snapshot before."""
    if stored.get("snapshot") == snapshot.number:
        return stored
    earlier = [stored, *stored.get("history", [])] if "snapshot" in stored else []  # else nothing was frozen yet
    return nothing_known(snapshot) | {"history": earlier}
