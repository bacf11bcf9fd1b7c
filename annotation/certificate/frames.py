"""What a certificate is computed from: the log of removals with what became of each row."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from annotation.methods.certificate.removal import Removal, removal
from annotation.models import Annotation, Dispenser, Item, Snapshot, SnapshotItem, Stream
from generation.models import Codebook, Project


def current_snapshot(project: Project) -> Snapshot | None:
    dispenser = Dispenser.objects.filter(project=project).select_related("snapshot__codebook").first()
    return dispenser.snapshot if dispenser else None


class Removed(NamedTuple):
    """A row that left the pool: its frozen label, the conditions it was planned by, and its line of the log."""

    label: str
    condition: dict
    removal: Removal


def removals(rows: QuerySet[SnapshotItem]) -> list[Removed]:
    """Those of the rows that left the pool, in their order. The reference is the label that people settled on.

    Computed anew each time, so an answer that was taken back counts no longer.
    """
    names = ("stream", "label", "item__state", "item__sample__current_label", "item__sample__planned_row__condition")
    taken = rows.filter(removal__isnull=False).order_by("removal").values_list(*names)
    return [
        Removed(
            label,
            condition or {},
            removal(audit=stream == Stream.AUDIT, given=label, reference=now if state == Item.State.ANSWERED else None),
        )
        for stream, label, state, now, condition in taken.iterator(chunk_size=5000)
    ]


def blind_removals(rows: QuerySet[SnapshotItem], codebook: Codebook, question: str) -> list[Removal]:
    """The log of the rows for the label `given`, annotated on them, instead of the frozen one.

    The reference is again what people settled on, but only where nobody who answered had a suggestion in sight, and
    under this version of the codebook: people and models are compared blind, and versions are never mixed.
    """
    valid = Annotation.objects.valid().filter(item=OuterRef("item"))
    newest = valid.order_by("-codebook__number").values("codebook")[:1]
    is_reference = Case(
        When(Q(item__state=Item.State.ANSWERED, under=codebook.pk) & ~Exists(valid.filter(blind=False)), then=True),
        default=False,
    )
    taken = rows.filter(removal__isnull=False).annotate(under=Subquery(newest)).annotate(is_reference=is_reference)
    names = ("stream", "given", "is_reference", "item__sample__current_label", "item__sample__answers")
    is_first = codebook.questions.all()[0].name == question
    return [
        removal(
            audit=stream == Stream.AUDIT,
            given=given,
            reference=(label if is_first else answers.get(question)) if settled else None,
        )
        for stream, given, settled, label, answers in taken.order_by("removal").values_list(*names)
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
