"""What stands on a certificate whatever the audits say."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from annotation.methods.certificate.told import confidence_of
from annotation.models import Annotation, Snapshot, Stream
from generation.models import Event, Project

MOST_HISTORY = 50
COUNTS = ("audits", "answered", "audit_errors", "active", "reviewed", "found", "unresolved", "looks")


class Closed(TextChoices):
    """Why another snapshot took the place of one; written into the audit log when that happens."""

    LABELLED = "labelled", _("rows with a model's label were added")
    RELABELLED = "relabelled", _("labels of rows that nobody had reviewed were changed, or given as references")
    CODEBOOK = "codebook", _("another version of the codebook was published")
    SEED = "seed", _("its seed was published, which ends its audit")
    AGAIN = "again", _("a lead froze anew before any audit row was drawn")


def statement(snapshot: Snapshot) -> dict:
    """What was fixed at the freeze, and whether suggestions were in sight."""
    return fixed(snapshot) | {"suggestions_shown": suggestions_shown(snapshot)}


def suggestions_shown(snapshot: Snapshot, at: datetime | None = None) -> bool:
    shown = Annotation.objects.valid(at).filter(project=snapshot.project_id, stream=Stream.ACTIVE, blind=False)
    return shown.exists()


def fixed(snapshot: Snapshot) -> dict:
    """What belongs together, read from the snapshot at one moment: its number, time, rows, hash and seed."""
    return {
        "snapshot": snapshot.number,
        "frozen_at": snapshot.frozen_at.isoformat() if snapshot.frozen_at else None,
        "ended_at": snapshot.ended_at.isoformat() if snapshot.ended_at else None,
        "population": snapshot.size,
        "confidence": confidence_of(snapshot.risk),
        "risk": snapshot.risk,
        "family_risk": snapshot.family_risk,
        "family_confidence": None if snapshot.family_risk is None else confidence_of(snapshot.family_risk),
        "procedure": snapshot.procedure,
        "limit": snapshot.limit,
        "risk_hash": snapshot.risk_hash or None,
        "reference_rule": snapshot.reference_rule,
        "codebook": snapshot.codebook.number,
        "label_hash": snapshot.label_hash,
        "seed_commitment": snapshot.seed_commitment,
        "published_seed": snapshot.published_seed or None,
    }


def is_of(snapshot: Snapshot, stored: dict) -> bool:
    """Whether a stored report tells of a snapshot as it is: one that took in more rows since is another population."""
    return stored.get("snapshot") == snapshot.number and stored.get("label_hash") == snapshot.label_hash


def as_known(snapshot: Snapshot, stored: dict) -> dict:
    """The certificate of a snapshot: what was fixed as it is now, its numbers from the stored report.

    The report may still be of a snapshot before, of fewer rows or of none: then nothing is known, the counts are None
    and everything may be wrong. Those that were closed since the report are told as far as they are known: why, when,
    and by what it said of them.
    """
    if is_of(snapshot, stored):
        return stored | fixed(snapshot)
    history = stored.get("history", [])
    told = statement(snapshot) | _unaudited(snapshot)
    closed = [
        (stored if is_of(one, stored) else told | fixed(one) | _unaudited(one)) | how
        for one, how in _closed_since(snapshot, max((one["snapshot"] for one in history), default=0))
    ]
    return told | {"history": [*closed, *history]}


def _unaudited(snapshot: Snapshot) -> dict:
    """Without a report the counts are None; only what waits for the last row to be frozen is known: no draw yet."""
    drawn = {} if snapshot.frozen_at else dict.fromkeys(("audits", "answered", "audit_errors"), 0)
    return {
        "bound": 1.0,
        "at_most_wrong": snapshot.size,
        "estimate": None,
        "low": None,
        "high": None,
        **dict.fromkeys(COUNTS),
        **drawn,
        "by_label": {},
        "by_condition": {},
        "without_bound": {"labels": 0, "conditions": {}},
        "distinct": None,
        "claims": [],
        "again": None,
        "history": [],
    }


def _closed_since(current: Snapshot, number: int) -> list[tuple[Snapshot, dict]]:
    """The snapshots between one and the current one, newest first, each with when and why it was closed."""
    between = Snapshot.objects.filter(project=current.project_id, number__gt=number, number__lt=current.number)
    between = list(between.select_related("codebook").order_by("-number")[:MOST_HISTORY])
    because = reasons(current.project) if between else {}
    return [
        (snapshot, how_closed(snapshot, after, because))
        for snapshot, after in zip(between, [current, *between], strict=False)
    ]


def how_closed(snapshot: Snapshot, after: Snapshot, because: dict[int, str]) -> dict:
    return {"closed_at": after.created_at.isoformat(), "because": because.get(snapshot.number, "")}


def reasons(project: Project) -> dict[int, str]:
    """Why each of the last snapshots was closed, as the audit log says."""
    details = Event.objects.filter(project=project, verb="certificate.frozen").order_by("-pk")
    last = details.values_list("detail", flat=True)[: MOST_HISTORY + 1]
    return {detail["closes"]: detail["because"] for detail in last if "closes" in detail}
