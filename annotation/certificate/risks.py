"""The risk order that procedure B freezes with the rows: how suspicious each label is, as it stands at the freeze.

No numpy: web processes freeze, and stream the archive.
"""

from bisect import bisect_left
from typing import NamedTuple

from annotation.methods.certificate.audit_keys import order_keys
from annotation.methods.certificate.tail_sizes import tail_sizes
from annotation.methods.signals.words import SUSPICION
from annotation.models import Item, Signal, Snapshot
from annotation.queue.refusals import LimitOfTail, NoRiskOrder
from generation.encryption import opened
from generation.models import Project

UNKNOWN = 1.0  # a row that nothing is known of is looked at by people
DIGITS = 6


class Ordered(NamedTuple):
    """Items and samples of a snapshot, the least at risk first."""

    items: list[int]
    samples: list[int]


def check_procedure(project: Project, procedure: str, limit: float | None) -> None:
    """LimitOfTail where procedure and limit do not fit, NoRiskOrder where nothing tells the rows apart."""
    is_tail = procedure == Snapshot.Procedure.TAIL
    if is_tail != (limit is not None) or (is_tail and not 0 < limit < 1):
        raise LimitOfTail
    if is_tail and not Signal.objects.filter(project=project, name=SUSPICION).exists():
        raise NoRiskOrder


def risks_of(snapshot: Snapshot, items: list[int]) -> dict[int, float]:
    """Item -> its suspicion now, the largest where it has none; nothing with procedure A, which freezes no order."""
    if snapshot.procedure != Snapshot.Procedure.TAIL:
        return {}
    samples = dict(Item.objects.filter(pk__in=items).values_list("sample", "pk"))
    stored = Signal.objects.filter(name=SUSPICION, sample__in=samples).values_list("sample", "value")
    known = {samples[sample]: round(value, DIGITS) for sample, value in stored}
    return {item: known.get(item, UNKNOWN) for item in items}


def order_of(snapshot: Snapshot) -> Ordered | None:
    """None with procedure A, which has none."""
    if snapshot.procedure != Snapshot.Procedure.TAIL:
        return None
    rows = list(snapshot.items.values_list("item", "item__sample", "risk").iterator(chunk_size=5000))
    keys = order_keys(opened(snapshot.seed_encrypted), (item for item, _sample, _risk in rows))
    ordered = sorted(zip(rows, keys, strict=True), key=lambda one: (one[0][2], one[1], one[0][0]))
    return Ordered([row[0] for row, _key in ordered], [row[1] for row, _key in ordered])


def ends_of(order: Ordered) -> list[int]:
    """The last item of each nested tail, by which an archive finds the tail of a row without all others in sight."""
    return [order.items[size - 1] for size in tail_sizes(len(order.items))]


class Tails:
    """The tail of a row: the rows of the smallest one that holds it, by the frozen risks and the ends of the tails."""

    def __init__(self, snapshot: Snapshot, ends: list[int]):
        self._seed, self._sizes = opened(snapshot.seed_encrypted), tail_sizes(snapshot.size)
        risks = dict(snapshot.items.filter(item__in=ends).values_list("item", "risk"))
        self._ends = [self._place(item, risks[item]) for item in ends]

    def of(self, item: int, risk: float) -> int:
        return self._sizes[bisect_left(self._ends, self._place(item, risk))]

    def _place(self, item: int, risk: float) -> tuple[float, int, int]:
        return risk, order_keys(self._seed, [item])[0], item
