"""What a certificate is computed from: the log of removals with what became of each row."""

from collections import Counter

from annotation.models import Dispenser, Item, Snapshot, SnapshotItem
from generation.models import Project


def current_snapshot(project: Project) -> Snapshot | None:
    dispenser = Dispenser.objects.filter(project=project).select_related("snapshot__codebook").first()
    return dispenser.snapshot if dispenser else None


def removals(snapshot: Snapshot) -> list[dict]:
    """All removals in their order: {stream, frozen, now, answered, condition}.

    Computed anew from the rows each time, so an answer that was taken back counts no longer.
    """
    taken = SnapshotItem.objects.filter(snapshot=snapshot, removal__isnull=False).order_by("removal")
    names = ("stream", "label", "item__state", "item__sample__current_label", "item__sample__planned_row__condition")
    return [
        {
            "stream": stream,
            "frozen": label,
            "now": now,
            "answered": state == Item.State.ANSWERED,
            "condition": condition or {},
        }
        for stream, label, state, now, condition in taken.values_list(*names).iterator(chunk_size=5000)
    ]


def sizes_by_label(snapshot: Snapshot) -> dict[str, int]:
    return dict(Counter(SnapshotItem.objects.filter(snapshot=snapshot).values_list("label", flat=True).iterator()))


def sizes_by_condition(snapshot: Snapshot) -> dict[tuple[str, str], int]:
    """Rows a condition, for samples that a run planned by conditions."""
    planned = SnapshotItem.objects.filter(snapshot=snapshot, item__sample__planned_row__isnull=False)
    sizes: Counter = Counter()
    for condition in planned.values_list("item__sample__planned_row__condition", flat=True).iterator(chunk_size=5000):
        sizes.update(parts(condition))
    return dict(sizes)


def parts(draw: dict) -> list[tuple[str, str]]:
    """The slices that a planned row's draw belongs to: each of its conditions with its value."""
    return [(name, str(value)) for name, value in draw.get("conditions", [])]
