"""Who is told what of a certificate.

Counts of open rows move when an item is handed out: two reads would tell whoever holds it whether it is an audit and
which label the model gave it. So those who may still be asked about any row (generation.access.sees_labels) are told of
the log up to its first open row, and of no part of the snapshot. The bound holds at all times at once, so it held then,
and what was found since only lowers it.
"""

from annotation.certificate.statement import COUNTS

UNTIL_OPEN = "until_open"
PARTS = ("by_label", "by_condition", "without_bound", "distinct", "claims", "slice_risk", "again", "tail")


def told_to(promise: dict, *, sees_labels: bool) -> dict:
    """The promise, and those of the snapshots before it, for a reader."""
    told = _of_all(promise) if sees_labels else _of_settled(promise)
    if "history" in promise:
        told["history"] = [told_to(one, sees_labels=sees_labels) for one in promise["history"]]
    return told


def _of_all(promise: dict) -> dict:
    return {name: value for name, value in promise.items() if name != UNTIL_OPEN}


def _of_settled(promise: dict) -> dict:
    """A report of an earlier release, or none, says nothing of the log up to there: all may be wrong."""
    kept = {name: value for name, value in _of_all(promise).items() if name not in PARTS}
    return kept | (promise.get(UNTIL_OPEN) or _unknown(promise))


def _unknown(promise: dict) -> dict:
    counts = {name: None for name in COUNTS if name != "looks"}
    nothing = dict.fromkeys(("estimate", "low", "high"))
    return {"bound": 1.0, "at_most_wrong": promise.get("population"), **nothing, **counts}
