"""What stands on a certificate whatever the audits say."""

from annotation.models import Annotation, Snapshot, Stream


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
    counts = dict.fromkeys(("audits", "audit_errors", "active", "reviewed", "found", "unresolved", "looks"), 0)
    return {
        **statement(snapshot),
        "bound": 1.0,
        "at_most_wrong": snapshot.size,
        "estimate": None,
        "low": None,
        "high": None,
        **counts,
        "by_label": {},
        "by_condition": {},
    }
