"""A batch of drafts meets the samples that are there: new ones, duplicates, further labels, contradictions.

What a sample says in the end does not depend on the order of the rows, but for the first of several machine labels,
which is the current one. Storing the same batch twice changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from generation.methods.questions.answers import in_words
from generation.models import Codebook, LabelSource, MachineLabel, Sample, SampleState
from generation.models.machine import STUDENT
from generation.support import bulk
from generation.support.rows import Draft, LabelDraft

_KNOWN = ("id", "content_hash", "external_id", "reference", "current_label", "label_source", "answers", "state")
_SAMPLE = (
    "id", "project_id", "fields", "content_hash", "origin", "external_id", "metadata", "reference",
    "current_label", "label_source", "answers", "state",
)  # fmt: skip
_LABEL = ("sample_id", "question", "source", "label", "probability", "rule", "quote", "rationale", "value")


@dataclass(slots=True)
class Entry:
    """A sample as this batch leaves it; `draft` is set on a new one."""

    id: int
    draft: Draft | None
    external_id: str | None
    reference: str = ""
    current_label: str = ""
    label_source: str = LabelSource.NONE.value
    answers: dict = field(default_factory=dict)
    state: str = SampleState.ACCEPTED.value
    labels: dict[tuple[str, str], Any] = field(default_factory=dict)  # by question and source; answers of any kind
    replaced: set[tuple[str, str]] = field(default_factory=set)  # of these, by a later round of their run
    added: list[LabelDraft] = field(default_factory=list)
    changed: bool = False
    differs: bool = False  # and has been counted

    def standing(self) -> Iterator[tuple[str, Any]]:
        """Question and answer, the oldest first."""
        return ((key[0], label) for key, label in self.labels.items() if key not in self.replaced)


@dataclass
class Counts:
    created: int = 0
    duplicates: int = 0
    labels_added: int = 0
    conflicts: int = 0
    labels_left_out: int = 0
    differing: int = 0  # samples that got a label beside another one of another source
    left_out: list[tuple[int, str]] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)


def store(codebook: Codebook, questions: Sequence[str], drafts: list[Draft]) -> Counts:
    """Insert or merge the drafts. The caller holds a transaction and the project's lock."""
    counts = Counts()
    entries = _known_entries(codebook.project_id, drafts)
    owners = _owners_of_external_ids(codebook.project_id, drafts)
    ids = iter(bulk.reserve_ids(Sample, len({draft.hash for draft in drafts if draft.hash not in entries})))
    several = len(questions) > 1
    for draft in drafts:
        if draft.external_id is not None and owners.get(draft.external_id, draft.hash) != draft.hash:
            counts.rejected.append((draft.line, foreign_id(draft.external_id)))
            continue
        entry = entries.get(draft.hash)
        if entry is None:
            entry = entries[draft.hash] = Entry(next(ids), draft, draft.external_id)
            owners[draft.external_id] = draft.hash
            counts.created += 1
        else:
            counts.duplicates += 1
        if draft.labels or draft.reference:
            _merge(entry, draft, questions[0] if questions else "", several, counts)
    _write(codebook, list(entries.values()))
    return counts


def foreign_id(external_id: str) -> str:
    return _("The external id “%(id)s” belongs to another text already.") % {"id": external_id[:80]}


def stays(label: LabelDraft, before: Any) -> str:
    told = {"source": label.source, "label": in_words(label.answer), "before": in_words(before)}
    return _("The label “%(label)s” is left out: “%(source)s” had given this text “%(before)s”, which stays.") % told


def _known_entries(project_id: int, drafts: list[Draft]) -> dict[bytes, Entry]:
    hashes = list({draft.hash for draft in drafts})
    # Locked: a person may answer at this moment, and what they say must not be overwritten by what was read before it.
    rows = bulk.fetch(Sample, _KNOWN, "content_hash", hashes, project_id, lock=True)
    entries = {
        bytes(row[1]): Entry(row[0], None, row[2], row[3], row[4], row[5], orjson.loads(row[6]), row[7]) for row in rows
    }
    by_id = {entry.id: entry for entry in entries.values()}
    columns = ("id", "sample_id", "question", "source", "label", "replaced_at", "value")
    said = sorted(bulk.fetch(MachineLabel, columns, "sample_id", list(by_id)))  # by their ids, which differ
    for _id, sample_id, question, source, label, replaced_at, value in said:
        if source != STUDENT:  # its guess is no label: it neither fills an empty row nor contradicts a reference
            by_id[sample_id].labels[question, source] = label if value is None else orjson.loads(value)
            if replaced_at is not None:
                by_id[sample_id].replaced.add((question, source))
    return entries


def _owners_of_external_ids(project_id: int, drafts: list[Draft]) -> dict[str, bytes]:
    given = list({draft.external_id for draft in drafts if draft.external_id is not None})
    rows = bulk.fetch(Sample, ("external_id", "content_hash"), "external_id", given, project_id)
    return {external_id: bytes(content) for external_id, content in rows}


def _merge(entry: Entry, draft: Draft, first: str, several: bool, counts: Counts) -> None:
    before = (entry.reference, entry.current_label, entry.label_source, entry.state, len(entry.answers))
    said_before = len(entry.added)
    for label in draft.labels:
        if (label.question, label.source) not in entry.labels:
            entry.labels[label.question, label.source] = label.answer
            entry.added.append(label)
        elif entry.labels[label.question, label.source] != label.answer:
            counts.labels_left_out += 1
            counts.left_out.append((draft.line, stays(label, entry.labels[label.question, label.source])))
    counts.labels_added += len(entry.added) - said_before
    against = _take_reference(entry, draft, first)
    _settle(entry, first, several, draft)
    if len(entry.added) > said_before and _differ(entry, first):
        counts.differing += not entry.differs
        entry.differs = True
    news = len(entry.added) > said_before or entry.reference != before[0]
    if (against or (news and _contradicts(entry, first))) and _may_ask(entry):
        entry.state = SampleState.NEEDS_PERSON.value
        counts.conflicts += 1
    after = (entry.reference, entry.current_label, entry.label_source, entry.state, len(entry.answers))
    entry.changed = entry.changed or after != before


def _may_ask(entry: Entry) -> bool:
    return entry.label_source != LabelSource.PERSON and entry.state != SampleState.NEEDS_PERSON


def _take_reference(entry: Entry, draft: Draft, first: str) -> bool:
    """Take over the given reference where there is none; True where there is another one."""
    given = draft.reference.get(first, "")
    if given and not entry.reference:
        entry.reference = given
    return bool(given) and entry.reference != given


def _differ(entry: Entry, first: str) -> bool:
    """Whether two sources give the sample different labels."""
    return len({label for question, label in entry.standing() if question == first}) > 1


def _contradicts(entry: Entry, first: str) -> bool:
    if not entry.reference:
        return False
    return any(label != entry.reference for question, label in entry.standing() if question == first)


def _settle(entry: Entry, first: str, several: bool, draft: Draft) -> None:
    """The current label: a person's, else the reference, else the first machine label."""
    if entry.label_source == LabelSource.PERSON:
        return
    if entry.reference:
        entry.current_label, entry.label_source = entry.reference, LabelSource.REFERENCE.value
    elif not entry.current_label:
        said = next((label for question, label in entry.standing() if question == first), "")
        if said:
            entry.current_label, entry.label_source = said, LabelSource.MACHINE.value
    if several or any(label.value is not None for label in draft.labels):
        for question, answer in entry.standing():
            entry.answers.setdefault(question, answer)
        entry.answers |= draft.reference
    if not first and entry.answers:
        entry.label_source = LabelSource.MACHINE.value  # the codebook asks for no label


def _write(codebook: Codebook, entries: list[Entry]) -> None:
    new = [entry for entry in entries if entry.draft is not None]
    project_id, now = codebook.project_id, timezone.now()
    if new:
        bulk.insert(Sample, _SAMPLE, (_sample_row(project_id, entry) for entry in new), created_at=now)
    added = [
        (entry.id, d.question, d.source, d.label, d.probability, d.rule, d.quote, d.rationale, _json(d.value))
        for entry in entries
        for d in entry.added
    ]
    if added:
        # No version of the codebook: who labelled elsewhere went by other words, or by none that we know of.
        bulk.insert(MachineLabel, _LABEL, added, created_at=now)
    changed = [
        (
            entry.reference,
            entry.current_label,
            entry.label_source,
            orjson.dumps(entry.answers).decode(),
            entry.state,
            entry.id,
        )
        for entry in entries
        if entry.changed and entry.draft is None
    ]
    if changed:
        bulk.update(Sample, ("reference", "current_label", "label_source", "answers", "state"), changed)


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _sample_row(project_id: int, entry: Entry) -> tuple:
    draft = entry.draft
    return (
        entry.id, project_id, orjson.dumps(draft.fields).decode(), draft.hash, draft.origin, entry.external_id,
        orjson.dumps(draft.metadata).decode() if draft.metadata else "{}", entry.reference, entry.current_label,
        entry.label_source, orjson.dumps(entry.answers).decode() if entry.answers else "{}", entry.state,
    )  # fmt: skip
