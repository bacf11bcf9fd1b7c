"""The bounds of a snapshot's parts. Imports numpy: for the process that carries a job out."""

from collections import defaultdict
from dataclasses import asdict

from annotation.certificate.frames import Removed, parts, sizes_by_condition, sizes_by_label
from annotation.curation.quality import LEVEL
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.slices import choose_slices
from annotation.models import Snapshot


def slices_of(snapshot: Snapshot, log: list[Removed]) -> dict:
    """Labels and conditions share a second risk among them, so that all their bounds hold together.

    Which of them have a bound is the same at every look: it hangs on the frozen rows alone.
    """
    labels, conditions = sizes_by_label(snapshot), sizes_by_condition(snapshot)
    chosen = choose_slices(labels, conditions)
    risk = snapshot.risk / max(1, len(chosen))
    of_label, of_condition = defaultdict(list), defaultdict(list)
    for row in log:
        of_label[row.label].append(row)
        for part in parts(row.condition):
            of_condition[part].append(row)
    by_condition: dict[str, dict] = defaultdict(dict)
    for name, value in chosen.conditions:
        part = name, value
        by_condition[name][value] = slice_of(conditions[part], of_condition[part], risk)
    return {
        "by_label": {label: slice_of(labels[label], of_label[label], risk) for label in chosen.labels},
        "by_condition": dict(by_condition),
        "slice_risk": risk,
        "without_bound": {"labels": chosen.other_labels, "conditions": chosen.other_values},
    }


def slice_of(size: int, rows: list[Removed], risk: float) -> dict:
    log = [row.removal for row in rows]
    promised = bound(size, log, risk=risk)
    share = asdict(estimate(size, log, level=LEVEL))
    return {
        "population": size,
        "bound": promised.remaining / size if size else 0.0,
        "at_most_wrong": promised.remaining,
        "estimate": share["value"],
        "low": share["low"],
        "high": share["high"],
        "level": LEVEL,
        "audits": promised.audits,
        "answered": share["n"],
        "audit_errors": share["count"],
        "active": len(log) - promised.audits,
        "reviewed": promised.reviewed,
        "found": int(promised.finds),
        "unresolved": promised.unresolved,
    }
