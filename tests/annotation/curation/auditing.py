"""A snapshot whose audit is under way, made directly: which rows left, by which stream, what people said."""

from django.utils import timezone

from annotation.models import AuditDraw, Snapshot, SnapshotItem, Stream
from tests.annotation.making import answer


def frozen(project, codebook, samples, *, number=1) -> Snapshot:
    """All samples with the labels they have now; their order is that of the secret keys."""
    snapshot = Snapshot.objects.create(
        project=project, number=number, codebook=codebook, size=len(samples), seed_commitment="", seed_encrypted=""
    )
    Snapshot.objects.filter(pk=snapshot.pk).update(frozen_at=timezone.now())
    SnapshotItem.objects.bulk_create(
        SnapshotItem(snapshot=snapshot, item=sample.item, label=sample.current_label, audit_key=place)
        for place, sample in enumerate(samples)
    )
    return snapshot


def remove(snapshot, sample, user, said=None, *, stream=Stream.AUDIT, blind=True) -> None:
    """The sample leaves the pool; `said` is a person's answer, None while it is open."""
    snapshot.removals += 1
    snapshot.items.filter(item=sample.item).update(removal=snapshot.removals, stream=stream)
    snapshot.save(update_fields=["removals"])
    if stream == Stream.AUDIT:
        left = snapshot.size - snapshot.removals + 1
        AuditDraw.objects.create(snapshot=snapshot, removal=snapshot.removals, item=sample.item, remaining=left)
    if said:
        answer(user, sample, said, stream=stream, blind=blind)
