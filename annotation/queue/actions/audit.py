"""Whether audit draws are made, and the one order in which rows leave the pool of a snapshot."""

from annotation.models import AuditDraw, Dispenser, Item, Snapshot, SnapshotItem, Stream
from annotation.queue.actions.pull import policy_under


def audit_is_on(dispenser: Dispenser) -> bool:
    snapshot = dispenser.snapshot
    ready = snapshot is not None and snapshot.frozen_at is not None and not snapshot.published_seed
    ready = ready and snapshot.ended_at is None
    # Under another codebook other labels are right: the next draws are those of the next snapshot.
    ready = ready and snapshot.codebook_id == dispenser.codebook_id
    return ready and policy_under(dispenser.project).audit_open and snapshot.removals < snapshot.size


def remove(snapshot: Snapshot | None, item: Item, stream: str) -> None:
    """Note that a row of the snapshot left the pool, in the one order of removals; it never comes back."""
    if snapshot is None:
        return
    removal = snapshot.removals + 1
    if not SnapshotItem.objects.filter(snapshot=snapshot, item=item).leave_pool(removal=removal, stream=stream):
        return
    snapshot.removals = removal
    snapshot.save(update_fields=["removals"])
    if stream == Stream.AUDIT:
        remaining = snapshot.size - removal + 1
        AuditDraw.objects.create(snapshot=snapshot, removal=removal, item=item, remaining=remaining)
