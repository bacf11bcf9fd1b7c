"""The bounds of a snapshot's parts. Imports numpy: for the process that carries a job out."""

from collections import defaultdict
from dataclasses import asdict

from annotation.certificate.frames import Removed, distinct_texts, parts, sizes_by_condition, sizes_by_label
from annotation.curation.quality import LEVEL
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal, removal
from annotation.methods.certificate.slices import choose_slices
from annotation.models import Snapshot


def slices_of(snapshot: Snapshot, log: list[Removed]) -> dict:
    """Labels, conditions, distinct texts and qualities share a second risk, so that all their bounds hold together.

    Which of them have a bound is the same at every look: it hangs on the frozen rows alone.
    """
    labels, conditions = sizes_by_label(snapshot), sizes_by_condition(snapshot)
    chosen = choose_slices(labels, conditions)
    distinct = distinct_texts(snapshot)
    risk = snapshot.risk / max(1, len(chosen) + bool(distinct) + len(snapshot.claims))
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
        "distinct": distinct and _of_distinct(distinct, log, risk),
        "claims": [_of_claim(snapshot, claim, log, risk) for claim in snapshot.claims],
        "slice_risk": risk,
        "without_bound": {"labels": chosen.other_labels, "conditions": chosen.other_values},
    }


def _of_distinct(distinct: dict, log: list[Removed], risk: float) -> dict:
    """Of near-duplicates the first row stands for all: a text is counted once, however often it was written."""
    first = distinct["first"]
    rows = [row for row in log if row.cluster is None or first[row.cluster] == row.item]
    return slice_of(distinct["population"], rows, risk) | {name: distinct[name] for name in ("copies", "largest")}


def _of_claim(snapshot: Snapshot, claim: dict, log: list[Removed], risk: float) -> dict:
    """Rows without a quality, from the same draws: the loss of a row is 1 where people settled on another answer.

    Nobody mends a row that lacks it, so those that were found are counted in.
    """
    rows = [row._replace(removal=_lacking(row, claim)) for row in log]
    told = slice_of(snapshot.size, rows, risk)
    lacking = told["at_most_wrong"] + told["found"]
    return claim | told | {"at_most_lacking": lacking, "lacking": lacking / snapshot.size if snapshot.size else 0.0}


def _lacking(row: Removed, claim: dict) -> Removal:
    said = None if row.answers is None else row.answers.get(claim["question"], "")
    return removal(audit=row.removal.audit, given=claim["wanted"], reference=said)


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
