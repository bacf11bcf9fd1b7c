"""What procedure B has come to: which labels are accepted unseen. Imports numpy: for a worker's process.

Rows are in the order of the risk that was frozen with them, ties in a random order of the snapshot's secret seed.
"""

from math import floor

from annotation.certificate.frames import Removed
from annotation.certificate.risks import Ordered
from annotation.certificate.slicing import slice_of
from annotation.methods.certificate.tails import may_end, replayed
from annotation.models import Snapshot


def whole_of(snapshot: Snapshot, rows: list[Removed], order: Ordered | None) -> dict:
    """What the snapshot promises of all its rows by these lines of its log: by the procedure that it named.

    With B no more than the limit allows are wrong in the accepted tail, and every row above that nobody has settled may
    be. `order`: of `order_of`.
    """
    told = slice_of(snapshot.size, rows, snapshot.risk)
    if order is None:
        return told
    tail = _tail_of(snapshot, rows, order)
    wrong = tail["may_be_wrong"] + tail["to_review"]
    return told | {"at_most_wrong": wrong, "bound": wrong / snapshot.size if snapshot.size else 0.0, "tail": tail}


def _tail_of(snapshot: Snapshot, rows: list[Removed], order: Ordered) -> dict:
    """{limit, allowed, rows, unsettled, found, may_be_wrong, above, to_review, people, may_end}.

    `rows` are accepted as they are labelled, `unsettled` of them were not settled by people; of these `may_be_wrong`.
    `above` lie above, `to_review` of them have no final label. `people`: rows that people have to settle in all, what
    they settled so far among them. `may_end`: further audits are not expected to spare anything.
    """
    place = {item: number for number, item in enumerate(order.items)}
    log = [(place[row.item], row.removal) for row in rows]
    bets, projected = replayed(snapshot.size, log, limit=snapshot.limit, risk=snapshot.risk)
    rows_in = bets.tail().rows
    settled = [(at < rows_in, removal.loss) for at, removal in log if removal.loss is not None]
    inside = [loss for is_inside, loss in settled if is_inside]
    allowed, unsettled = floor(snapshot.limit * snapshot.size), rows_in - len(inside)
    to_review = snapshot.size - rows_in - (len(settled) - len(inside))
    return {
        "limit": snapshot.limit,
        "allowed": allowed,
        "rows": rows_in,
        "unsettled": unsettled,
        "found": int(sum(inside)),
        "may_be_wrong": max(0, min(unsettled, allowed - int(sum(inside)))),
        "above": snapshot.size - rows_in,
        "to_review": to_review,
        "people": len(settled) + to_review,
        "may_end": may_end(projected, limit=snapshot.limit, risk=snapshot.risk),
    }
