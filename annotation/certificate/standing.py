"""As what each row of a version stands: by a frozen label, settled by people, a reference, or by nothing at all.

No numpy: web processes read it too.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from annotation.certificate.frames import with_decision
from annotation.models import DatasetVersion, Resolution, Row, Snapshot
from generation.models import LabelSource

CHUNK = 2000


class CountsAs(StrEnum):
    FROZEN = "frozen"  # carries the label that the snapshot froze; the snapshot's bound speaks of it
    SETTLED = "settled"  # carries the label that people settled on
    REFERENCE = "reference"  # came with it
    UNSPOKEN = "unspoken"  # nothing is known: it may be wrong


class Standing(NamedTuple):
    """`late`: its label was found wrong, but too late for this version. `changed`: frozen with another label."""

    sample: int
    label: str
    source: str
    condition: dict
    counts_as: CountsAs
    late: bool
    changed: bool


class _Frozen(NamedTuple):
    label: str
    settled: bool
    decided: str | None


def standings(version: DatasetVersion, snapshot: Snapshot | None) -> Iterator[Standing]:
    """The version's rows in their order, as of when they were chosen; memory holds one chunk."""
    rows = Row.objects.filter(version=version).order_by("position")
    names = ("position", "sample", "label", "source", "sample__planned_row__condition")
    last = -1
    while chunk := list(rows.filter(position__gt=last).values_list(*names)[:CHUNK]):
        last, samples = chunk[-1][0], [row[1] for row in chunk]
        frozen = _frozen(snapshot, samples, version) if snapshot else {}
        settled = _settled_labels(samples, version)
        for _position, sample, label, source, condition in chunk:
            counts_as, late = _stands(label, source, frozen.get(sample), settled.get(sample))
            changed = counts_as is CountsAs.UNSPOKEN and sample in frozen
            yield Standing(sample, label, source, condition or {}, counts_as, late, changed)


def _stands(label: str, source: str, frozen: _Frozen | None, settled: str | None) -> tuple[CountsAs, bool]:
    if source == LabelSource.REFERENCE:
        return CountsAs.REFERENCE, False
    # An answer may bear a time before the rows were chosen and be committed after they were read: it mended nothing.
    if frozen and frozen.label == label and (not frozen.settled or source == LabelSource.MACHINE):
        return CountsAs.FROZEN, frozen.settled and frozen.decided != label
    if source == LabelSource.PERSON and settled == label:
        return CountsAs.SETTLED, False
    return CountsAs.UNSPOKEN, False


def _frozen(snapshot: Snapshot, samples: list[int], version: DatasetVersion) -> dict[int, _Frozen]:
    decided = with_decision(snapshot.items.filter(item__sample__in=samples), version.chosen_at)
    rows = decided.values_list("item__sample", "label", "settled", "decided")
    return {sample: _Frozen(*told) for sample, *told in rows}


def _settled_labels(samples: list[int], version: DatasetVersion) -> dict[int, str]:
    """Sample -> the label that people settled on by then, by whichever version of the codebook."""
    said = Resolution.objects.filter(item__sample__in=samples, created_at__lte=version.chosen_at).order_by("pk")
    newest = {
        sample: (label, settles) for sample, label, settles in said.values_list("item__sample", "label", "settles")
    }
    return {sample: label for sample, (label, settles) in newest.items() if settles}
