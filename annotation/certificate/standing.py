"""As what each row of a version stands: by a frozen label, settled by people, a reference, or by nothing at all.

No numpy: web processes read it too.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from annotation.certificate.again import as_of, recheck_of
from annotation.certificate.frames import with_decision
from annotation.models import DatasetVersion, Recheck, RecheckRow, Resolution, Row, Snapshot
from generation.models import LabelSource

CHUNK = 2000


class CountsAs(StrEnum):
    FROZEN = "frozen"  # carries the label that the snapshot froze; the snapshot's bound speaks of it
    SETTLED = "settled"  # carries the label that people settled on
    REFERENCE = "reference"  # came with it
    UNSPOKEN = "unspoken"  # nothing is known: it may be wrong


class Again(StrEnum):
    """What is known of a label that people settled, where rows are asked again."""

    POOL = "pool"  # it could be drawn to be asked again, or was: the second bound speaks of it
    DECIDED = "decided"  # a lead's word, which is the reference
    APART = "apart"  # settled since, or that of a text that people revised: it may be wrong


class Standing(NamedTuple):
    """`late`: its label was found wrong, but too late for this version. `changed`: frozen with another label. `again`:
    of a settled label, where rows are asked again."""

    sample: int
    label: str
    source: str
    condition: dict
    counts_as: CountsAs
    late: bool
    changed: bool
    again: Again | None = None


class _Settled(NamedTuple):
    label: str
    rule: str


class _Frozen(NamedTuple):
    label: str
    settled: bool
    decided: str | None


def standings(version: DatasetVersion, snapshot: Snapshot | None) -> Iterator[Standing]:
    """The version's rows in their order, as of when they were chosen; memory holds one chunk."""
    rows = Row.objects.filter(version=version).order_by("position")
    names = ("position", "sample", "label", "source", "sample__planned_row__condition")
    recheck = recheck_of(snapshot, version.chosen_at) if snapshot else None
    last = -1
    while chunk := list(rows.filter(position__gt=last).values_list(*names)[:CHUNK]):
        last, samples = chunk[-1][0], [row[1] for row in chunk]
        frozen = _frozen(snapshot, samples, version) if snapshot else {}
        settled = _settled_labels(samples, version)
        pooled = _pooled(recheck, samples) if recheck else {}
        for _position, sample, label, source, condition in chunk:
            said = settled.get(sample)
            counts_as, late = _stands(label, source, frozen.get(sample), said)
            changed = counts_as is CountsAs.UNSPOKEN and sample in frozen
            asked = recheck and counts_as is CountsAs.SETTLED
            again = _again(label, said, pooled.get(sample), version) if asked else None
            yield Standing(sample, label, source, condition or {}, counts_as, late, changed, again)


def _again(label: str, settled: _Settled, row: RecheckRow | None, version: DatasetVersion) -> Again:
    was_drawn = row is not None and row.drawn_at is not None and row.drawn_at <= version.chosen_at
    if row is not None and (row.label == label or was_drawn):
        return Again.POOL
    return Again.DECIDED if settled.rule == Resolution.Rule.LEAD else Again.APART


def _pooled(recheck: Recheck, samples: list[int]) -> dict[int, RecheckRow]:
    return {row.item.sample_id: row for row in recheck.rows.filter(item__sample__in=samples).select_related("item")}


def _stands(label: str, source: str, frozen: _Frozen | None, settled: _Settled | None) -> tuple[CountsAs, bool]:
    if source == LabelSource.REFERENCE:
        return CountsAs.REFERENCE, False
    # An answer may bear a time before the rows were chosen and be committed after they were read: it mended nothing.
    if frozen and frozen.label == label and (not frozen.settled or source == LabelSource.MACHINE):
        return CountsAs.FROZEN, frozen.settled and frozen.decided != label
    if source == LabelSource.PERSON and settled and settled.label == label:
        return CountsAs.SETTLED, False
    return CountsAs.UNSPOKEN, False


def _frozen(snapshot: Snapshot, samples: list[int], version: DatasetVersion) -> dict[int, _Frozen]:
    at = as_of(snapshot, version.chosen_at)
    decided = with_decision(snapshot.items.filter(item__sample__in=samples), at)
    rows = decided.values_list("item__sample", "label", "settled", "decided")
    return {sample: _Frozen(*told) for sample, *told in rows}


def _settled_labels(samples: list[int], version: DatasetVersion) -> dict[int, _Settled]:
    """Sample -> the label that people settled on by then, by whichever version of the codebook."""
    said = Resolution.objects.filter(item__sample__in=samples, created_at__lte=version.chosen_at).order_by("pk")
    told = said.values_list("item__sample", "settles", "label", "rule")
    newest = {sample: (settles, _Settled(label, rule)) for sample, settles, label, rule in told}
    return {sample: settled for sample, (settles, settled) in newest.items() if settles}
