"""Rows of an estimation sample, handed out among the others."""

from annotation.models import Dispenser, EstimatedRow, Item, Stream
from annotation.queue.actions.audit import audit_is_on
from annotation.queue.actions.draws import Draw


def share_of_sample(dispenser: Dispenser) -> float:
    """How often a hand-out that is no audit draw is one of the sample.

    Only while the audit of the snapshot it was drawn from is on: then everything is blind, and nothing tells its rows
    from others.
    """
    if dispenser.estimation_id is None or not audit_is_on(dispenser):
        return 0.0
    sample = dispenser.estimation
    return sample.share if sample.snapshot_id == dispenser.snapshot_id and sample.drawn_at else 0.0


def sample_draw(dispenser: Dispenser) -> Draw | None:
    """The next row of the sample that nobody had, by its secret key. Its probability is that of being in the sample.

    What is for other people alone keeps its place; the estimate takes no row of the stratum after it until then. Rows
    that audit or queue took first are the sample's all the same: whoever answers, it is the same row.
    """
    rows = EstimatedRow.objects.filter(estimation=dispenser.estimation_id, item__state=Item.State.OPEN)
    mine = rows.filter(item__lane__in=dispenser.mine).order_by("key").select_related("item__sample")
    row = mine.first()
    if row is None:
        if not rows.exists():
            dispenser.estimation = None  # all were handed out: no hand-out looks for one any more
            dispenser.save(update_fields=["estimation"])
        return None
    return Draw(row.item, Stream.SAMPLE, row.probability)
