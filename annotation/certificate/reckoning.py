"""The certificate itself. Imports numpy: for the process that carries a job out."""

from itertools import takewhile

from annotation.certificate.again import as_of
from annotation.certificate.frames import Removed, current_snapshot, removals
from annotation.certificate.readers import UNTIL_OPEN
from annotation.certificate.rechecked import again_of
from annotation.certificate.risks import order_of
from annotation.certificate.slicing import slices_of
from annotation.certificate.statement import MOST_HISTORY, how_closed, reasons, statement
from annotation.certificate.tail import whole_of
from annotation.models import Report, Snapshot
from generation.models import Project


def certificate_report(project: Project, args: dict) -> dict:
    """Bound and estimate of the current snapshot and of its slices, from the log alone."""
    snapshot = current_snapshot(project)
    if snapshot is None:
        return {}
    if snapshot.frozen_at is None:
        return {"history": _history(snapshot)}
    log = removals(snapshot.items.all(), as_of(snapshot))
    before = Report.objects.filter(project=project, kind="certificate").first()
    looks = before.data.get("looks", 0) if before and before.data.get("snapshot") == snapshot.number else 0
    whole = _of_whole(snapshot, log)
    told = {**statement(snapshot), **whole, "looks": looks + 1, **slices_of(snapshot, log)}
    told["again"] = again_of(snapshot, whole)
    return told | {"history": _history(snapshot)}


def _of_whole(snapshot: Snapshot, log: list[Removed]) -> dict:
    """By all of the log, and by what comes before the first row that is open."""
    settled = list(takewhile(lambda row: row.removal.loss is not None, log))
    order = order_of(snapshot)
    whole, until_open = (whole_of(snapshot, rows, order) for rows in (log, settled))
    return whole | {UNTIL_OPEN: until_open}


def _history(current: Snapshot) -> list[dict]:
    """The snapshots before the current one, newest first: what each promised when it was closed, and why it was.

    The log of a closed snapshot ends with it; only rows that had left it and were open are still settled.
    """
    before = Snapshot.objects.filter(project=current.project, number__lt=current.number).select_related("codebook")
    because = reasons(current.project)
    history, after = [], current
    for snapshot in before.order_by("-number")[:MOST_HISTORY]:
        log = removals(snapshot.items.all(), as_of(snapshot))
        told = statement(snapshot) | _of_whole(snapshot, log)
        told["again"] = again_of(snapshot, told, after.created_at)
        history.append(told | how_closed(snapshot, after, because))
        after = snapshot
    return history
