"""The certificate itself. Imports numpy: for the process that carries a job out."""

from dataclasses import asdict

from annotation.certificate.frames import Removed, current_snapshot, parts, removals, sizes_by_condition, sizes_by_label
from annotation.certificate.statement import statement
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.estimate import estimate
from annotation.models import Report, Snapshot
from generation.models import Project


def certificate_report(project: Project, args: dict) -> dict:
    """Bound and estimate of the current snapshot and of its slices, from the log alone."""
    snapshot = current_snapshot(project)
    if snapshot is None or snapshot.frozen_at is None:
        return {}
    log = removals(snapshot.items.all())
    before = Report.objects.filter(project=project, kind="certificate").first()
    looks = before.data.get("looks", 0) if before and before.data.get("snapshot") == snapshot.number else 0
    whole = _slice(snapshot.size, log, snapshot.risk)
    return {**statement(snapshot), **whole, "looks": looks + 1, **_slices(snapshot, log)}


def _slices(snapshot: Snapshot, log: list[Removed]) -> dict:
    """Labels and conditions share a second risk among them, so that all their bounds hold together."""
    labels, conditions = sizes_by_label(snapshot), sizes_by_condition(snapshot)
    risk = snapshot.risk / max(1, len(labels) + len(conditions))
    by_label = {label: _slice(size, [row for row in log if row.label == label], risk) for label, size in labels.items()}
    by_condition: dict[str, dict] = {}
    for (name, value), size in conditions.items():
        rows = [row for row in log if (name, value) in parts(row.condition)]
        by_condition.setdefault(name, {})[value] = _slice(size, rows, risk)
    return {"by_label": by_label, "by_condition": by_condition, "slice_risk": risk}


def _slice(size: int, rows: list[Removed], risk: float) -> dict:
    log = [row.removal for row in rows]
    promised = bound(size, log, risk=risk)
    share = asdict(estimate(size, log))
    return {
        "population": size,
        "bound": promised.remaining / size if size else 0.0,
        "at_most_wrong": promised.remaining,
        "estimate": share["value"],
        "low": share["low"],
        "high": share["high"],
        "audits": promised.audits,
        "audit_errors": share["count"],
        "active": len(log) - promised.audits,
        "reviewed": promised.reviewed,
        "found": int(promised.finds),
        "unresolved": promised.unresolved,
    }
