"""Rows as models left them, whatever people said since: what an audit's answers are held against. Worker only: numpy.

An estimate of what a filter does is fair where audited rows stand as all others do: under the label that was frozen, by
the text that was frozen, and among the rows even where people discarded them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotation.curation.selection import Kept, chunks
from annotation.filters.table import CHUNK, words_in
from annotation.methods.filters.packing import Table
from annotation.models import Snapshot
from generation.methods.measures.told_apart import copy_groups
from generation.methods.questions.revisions import revisions
from generation.models import Codebook, LabelSource, MachineLabel, Sample
from generation.models.machine import STUDENT

NOTHING: Mapping[int, str] = {}


def frozen_labels(snapshot: Snapshot | None) -> dict[int, str]:
    """By sample the label that the snapshot froze."""
    if snapshot is None:
        return {}
    return dict(snapshot.items.values_list("item__sample", "label").iterator(chunk_size=CHUNK))


def with_frozen(rows: Sequence[Kept], frozen: Mapping[int, str]) -> list[Kept]:
    """The rows and all that were frozen: those too that people discarded or rejected since. In the order of ids."""
    outside = list(frozen.keys() - {row.sample for row in rows})
    found = list(rows)
    for part in chunks(outside, CHUNK):
        samples = Sample.objects.filter(pk__in=part).values_list("pk", "fields", "current_label", "label_source")
        found += [Kept(pk, "", label, source, {}, 0, _text(fields)) for pk, fields, label, source in samples]
    return sorted(found, key=lambda row: row.sample)


def given_labels(rows: Sequence[Kept], question: str, frozen: Mapping[int, str] = NOTHING) -> list[str]:
    """What models say of each row, the label that its signals speak of, else what was frozen; "" without either."""
    said = dict(frozen)
    others = [row.sample for row in rows if row.source != LabelSource.MACHINE]
    for part in chunks(others, CHUNK):
        stored = MachineLabel.objects.standing().filter(sample__in=part, question=question).exclude(source=STUDENT)
        said |= dict(reversed(list(stored.in_turn().values_list("sample_id", "label"))))  # the first in turn holds
    return [row.label if row.source == LabelSource.MACHINE else said.get(row.sample, "") for row in rows]


def as_given(table: Table, rows: Sequence[Kept], codebook: Codebook) -> Table:
    """The table of the rows as if nobody had answered: no label checked, no text revised."""
    asked, found = list(codebook.questions.all()), table.as_given()
    written: dict[int, str] = {}
    for part in chunks([row.sample for row in rows if revisions(asked, row.answers)], CHUNK):
        samples = Sample.objects.filter(pk__in=part).values_list("pk", "fields")
        written |= {pk: _text(fields) for pk, fields in samples}
    if not written:
        return found
    texts = [written.get(row.sample, row.text) for row in rows]
    return replace(found, texts=texts, words=words_in(texts), groups=copy_groups(texts))


def _text(fields: dict[str, str]) -> str:
    return "\n".join(str(value) for value in fields.values())
