"""What a certificate is computed from: the log of removals with what became of each row."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When

from annotation.methods.certificate.removal import Removal, removal
from annotation.models import Annotation, AuditDraw, Dispenser, Resolution, Snapshot, SnapshotItem, Stream
from generation.models import Codebook, Project


def current_snapshot(project: Project) -> Snapshot | None:
    dispenser = Dispenser.objects.filter(project=project).select_related("snapshot__codebook").first()
    return dispenser.snapshot if dispenser else None


class Removed(NamedTuple):
    """A row that left the pool: its frozen label, the conditions it was planned by, and its line of the log; with the
    item, what it was a near-duplicate of, and the answers that people settled on (None: they have not yet)."""

    label: str
    condition: dict
    removal: Removal
    item: int = 0
    cluster: int | None = None
    answers: dict | None = None


def removals(rows: QuerySet[SnapshotItem], at: datetime | None = None) -> list[Removed]:
    """Those of the rows that left the pool, in their order. The reference is the label that people settled on.

    A label that people gave to a text they revised is not the reference of the text that was frozen: that row counts as
    wrong, and so does a discarded one, which no label fits (docs/decisions/0010).

    It is read from what people decided under the snapshot's codebook, up to the moment `at` (None: so far), never from
    the sample: no later run or import makes a found error undone. Computed anew each time, so an answer that was taken
    back counts no longer.
    """
    names = (
        "stream", "label", "settled", "decided", "item__sample__planned_row__condition", "item", "cluster",
        "decided_answers",
    )  # fmt: skip
    return [
        Removed(
            label,
            condition or {},
            removal(audit=stream == Stream.AUDIT, given=label, reference=decided if settled else None),
            item,
            cluster,
            # What was said of a text that people revised says nothing of the frozen one.
            (answers if decided else {}) if settled else None,
        )
        for stream, label, settled, decided, condition, item, cluster, answers in (
            log_of(rows, at).values_list(*names).iterator(chunk_size=5000)
        )
    ]


def log_of(rows: QuerySet[SnapshotItem], at: datetime | None = None) -> QuerySet[SnapshotItem]:
    """Those of the rows that left the pool, in their order, with what people decided of each; as it was at a moment.

    When a row left is not written down, but for audit draws: of the rows after the last of them only those are known to
    have left by then of which something was decided. The others change no bound.
    """
    taken = with_decision(rows.filter(removal__isnull=False), at).order_by("removal")
    if at is None:
        return taken
    draws = AuditDraw.objects.filter(snapshot=OuterRef("snapshot"))
    later = draws.filter(item=OuterRef("item"), created_at__gt=at)
    last = draws.filter(created_at__lte=at).order_by("-removal").values("removal")[:1]
    return taken.filter(~Exists(later)).filter(Q(removal__lte=Subquery(last)) | Q(decided__isnull=False))


def with_decision(rows: QuerySet[SnapshotItem], at: datetime | None = None) -> QuerySet[SnapshotItem]:
    """With what people decided last of each row, and whether that has `settled` it by its snapshot's codebook.

    Of an audit row only blind answers are the reference, or a lead's decision.
    """
    newest = Resolution.objects.filter(item=OuterRef("item")).order_by("-pk")
    if at is not None:
        newest = newest.filter(created_at__lte=at)
    spoken = Case(When(of_another_text=True, then=Value("")), default=F("label"))
    rows = rows.annotate(
        decided=Subquery(newest.annotate(spoken=spoken).values("spoken")[:1]),
        decided_answers=Subquery(newest.values("answers")[:1]),
        under=Subquery(newest.values("codebook")[:1]),
        settles=Subquery(newest.values("settles")[:1]),
        by=Subquery(newest.values("rule")[:1]),
    )
    in_its_words = Q(settles=True, under=F("snapshot__codebook"))
    assisted = Q(stream=Stream.AUDIT) & ~Q(by=Resolution.Rule.LEAD) & Exists(_assisted(at))
    return rows.annotate(settled=Case(When(in_its_words & ~assisted, then=True), default=False))


def _assisted(at: datetime | None) -> QuerySet[Annotation]:
    """Answers to an outer item whose author knew the model's label. Where one is among those to an audit row, people
    alone have given no reference: the row stays open, and counts as wrong, until a lead decides."""
    said = Annotation.objects.valid(at).exclude(stream=Stream.GOLD)
    return said.filter(item=OuterRef("item"), blind=False)


def blind_removals(rows: QuerySet[SnapshotItem], codebook: Codebook, question: str) -> list[Removal]:
    """The log of the rows for the label `given`, annotated on them, instead of the frozen one.

    The reference is again what people settled on, but only where nobody who answered had a suggestion in sight, and
    under this version of the codebook: people and models are compared blind, and versions are never mixed.
    """
    valid = Annotation.objects.valid().filter(item=OuterRef("item"))
    blind = Case(
        When(Q(settles=True, under=codebook.pk) & ~Exists(valid.filter(blind=False)), then=True), default=False
    )
    taken = with_decision(rows.filter(removal__isnull=False)).annotate(
        is_reference=Case(When(blind, then=True), default=False)
    )
    names = ("stream", "given", "is_reference", "decided", "decided_answers")
    is_first = codebook.judged_name == question
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


def distinct_texts(snapshot: Snapshot) -> dict | None:
    """The texts of a snapshot that say something different: one row, the first, stands for its near-duplicates.

    {population, copies, largest, first: cluster -> item}; None where no two rows were near-duplicates at the freeze.
    """
    alike = snapshot.items.filter(cluster__isnull=False).order_by().values_list("cluster")
    clusters = list(alike.annotate(Min("item"), Count("item")).iterator(chunk_size=5000))
    largest = max((rows for _cluster, _first, rows in clusters), default=1)
    if largest < 2:
        return None
    copies = sum(rows - 1 for _cluster, _first, rows in clusters)
    first = {cluster: item for cluster, item, _rows in clusters}
    return {"population": snapshot.size - copies, "copies": copies, "largest": largest, "first": first}


def parts(draw: dict) -> list[tuple[str, str]]:
    """The slices that a planned row's draw belongs to: each of its conditions with its value."""
    return [(name, str(value)) for name, value in draw.get("conditions", [])]
