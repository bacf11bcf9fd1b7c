"""Looking for near-duplicates and storing their groups. Needs numpy: worker only."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from annotation.amounts import made_from
from annotation.duplicates.decisions import RANK, Decided, decided
from annotation.methods.duplicates.keeping import Rows, copies, keepers, together
from annotation.methods.duplicates.words import CENTRAL, RULES
from annotation.methods.signals.words import WRONG
from annotation.models import DatasetVersion, DuplicateDecision, DuplicateGroup, DuplicateRow, DuplicateSet, Row, Signal
from generation import jobs
from generation.locks import lock_project
from generation.methods.measures.shingles import normalised, shingles, similarity
from generation.methods.measures.told_apart import copy_groups
from generation.methods.questions.revisions import texts_that_hold
from generation.models import Codebook, Job, LabelSource, Origin, Project, Sample
from synthlab.turns import turn

CHUNK = 5000
KEPT = 2  # a page that is open reads on in the one before
ANSWERED = (LabelSource.PERSON, LabelSource.REFERENCE)


@dataclass
class Read:
    """The rows of a project, column by column, in the order in which they came."""

    samples: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)

    def only(self, rows: np.ndarray) -> "Read":
        return Read(*([column[row] for row in rows] for column in vars(self).values()))


def find_duplicates(job: Job) -> DuplicateSet:
    """Group the texts of all rows that are not rejected, and store the groups beside those before; older ones go.

    No transaction is open while it compares. Done twice, it stores the same twice.
    """
    project, started = job.project, time.monotonic()
    jobs.report(job, step="read")
    basis, every = made_from(project), _read(project)
    jobs.report(job, step="compare")
    groups = copy_groups(every.texts)
    shared = np.flatnonzero(np.bincount(groups)[groups] > 1) if len(groups) else np.zeros(0, dtype=int)
    read = every.only(shared)
    found = DuplicateSet(project=project, rows=len(every.texts), made_from=basis)
    jobs.report(job, step="describe")
    groups, keeps = groups[shared], _keeps(project, read, groups[shared])
    described = list(_described(found, project, read, groups, keeps))
    found.groups, found.copies = len(described), sum(group.size - 1 for group, _rows in described)
    found.conflicts = sum(group.conflict for group, _rows in described)
    found.seconds = round(time.monotonic() - started, 2)
    jobs.report(job, step="write")
    return _store(found, described, Marks(read, groups, keeps[CENTRAL]))


def _read(project: Project) -> Read:
    """A text that people revised as they left it, as versions hold it."""
    codebook, read = Codebook.objects.current(project), Read()
    asked = list(codebook.questions.all()) if codebook else []
    rows = Sample.objects.filter(project=project).kept().order_by("pk")
    columns = ("pk", "fields", "answers", "current_label", "label_source", "origin")
    for pk, fields, answers, label, source, origin in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        read.samples.append(pk)
        read.texts.append("\n".join(str(value) for value in texts_that_hold(asked, fields, answers).values()))
        read.labels.append(label)
        read.sources.append(source)
        read.origins.append(origin)
    return read


def _keeps(project: Project, read: Read, groups: np.ndarray) -> dict[str, np.ndarray]:
    """By rule, for each row the place of the one that stays in its group."""
    ranks = np.array([RANK[source] for source in read.sources], dtype=np.int64)
    rows = Rows(groups, read.texts, ranks, _wrong(project, read.samples))
    return {rule: keepers(rule, rows) for rule in RULES}


def _described(
    found: DuplicateSet, project: Project, read: Read, groups: np.ndarray, keeps: dict[str, np.ndarray]
) -> Iterator[tuple[DuplicateGroup, list[DuplicateRow]]]:
    """In the order of `together(groups)`; what leads decided is marked when they are stored."""
    parts = _parts(project)
    for members in together(groups):
        yield _group(found, read, members, keeps[CENTRAL][members[0]], keeps, parts)


def _group(
    found: DuplicateSet,
    read: Read,
    members: np.ndarray,
    middle: int,
    keeps: dict[str, np.ndarray],
    parts: dict[int, str],
) -> tuple[DuplicateGroup, list[DuplicateRow]]:
    some = read.only(members)
    centre = shingles(read.texts[middle])
    alike = [similarity(centre, shingles(text)) for text in some.texts]
    labels, origins = Counter(filter(None, some.labels)), Counter(some.origins)
    group = DuplicateGroup(
        found=found,
        size=len(members),
        labels=labels.most_common(),
        origins=origins.most_common(),
        keeps={rule: read.samples[keeper[members[0]]] for rule, keeper in keeps.items()},
        answered=sum(source in ANSWERED for source in some.sources),
        least=min(alike),
        conflict=len(labels) > 1,
        exact=len({normalised(text) for text in some.texts}) == 1,
        mixed=len(origins) > 1,
        contaminated=Origin.GOLD in origins and len(origins) > 1,
        across_parts=len({parts[sample] for sample in some.samples if sample in parts}) > 1,
    )
    order = sorted(range(len(members)), key=lambda at: (members[at] != middle, -alike[at], some.samples[at]))
    rows = [
        DuplicateRow(group=group, sample_id=some.samples[at], place=place, similarity=alike[at])
        for place, at in enumerate(order)
    ]
    return group, rows


@dataclass(frozen=True)
class Marks:
    """What leads decided about the groups, and how many rows a version leaves out for that."""

    read: Read
    groups: np.ndarray
    keeper: np.ndarray

    def put(self, found: DuplicateSet, described: list[tuple[DuplicateGroup, list[DuplicateRow]]]) -> None:
        said = decided(found.project)
        names = {"": -1} | {label: number for number, label in enumerate(sorted(set(self.read.labels) - {""}))}
        labels = np.array([names[label] for label in self.read.labels], dtype=np.int64)
        goes = copies(self.groups, labels, self.keeper, **said.masks(self.read.samples)) >= 0
        for members, (group, _rows) in zip(together(self.groups), described, strict=True):
            group.spare = int(goes[members].sum())
            group.choice, group.chosen = _choice(said, self.read.only(members).samples)
        found.spare = sum(group.spare for group, _rows in described)


def _choice(said: Decided, samples: list[int]) -> tuple[str, int | None]:
    kept = [sample for sample in samples if said.of.get(sample) == sample]
    if kept:
        return DuplicateDecision.Choice.ONE, kept[0]
    return (DuplicateDecision.Choice.ALL if said.all_stay.issuperset(samples) else ""), None


def _wrong(project: Project, samples: list[int]) -> np.ndarray:
    known: dict[int, float] = {}
    for start in range(0, len(samples), CHUNK):
        stored = Signal.objects.filter(project=project, name=WRONG, sample__in=samples[start : start + CHUNK])
        known |= dict(stored.order_by().values_list("sample_id", "value"))
    return np.array([known.get(sample, np.nan) for sample in samples], dtype=float)


def _parts(project: Project) -> dict[int, str]:
    """Of each row of the newest version its part."""
    ready = DatasetVersion.objects.filter(project=project, state=DatasetVersion.State.READY)
    newest = ready.values_list("pk", flat=True).first()
    rows = Row.objects.filter(version=newest).order_by() if newest else Row.objects.none()
    return dict(rows.values_list("sample_id", "split").iterator(chunk_size=CHUNK))


def _store(
    found: DuplicateSet, described: list[tuple[DuplicateGroup, list[DuplicateRow]]], marks: Marks
) -> DuplicateSet:
    """The smallest first, so that of equal sizes what came first has the greatest id and stands first on the page.

    With what leads decided until now, also while the groups were described: who decides later waits for the project's
    lock and finds these groups.
    """
    with turn(), transaction.atomic():
        lock_project(found.project_id)
        marks.put(found, described)
        found.save()
        described = sorted(described, key=lambda one: (one[0].size, one[0].keeps["first"]))
        for start in range(0, len(described), CHUNK):
            some = described[start : start + CHUNK]
            DuplicateGroup.objects.bulk_create([group for group, _rows in some], batch_size=1000)
            for _group, rows in some:
                for row in rows:
                    row.group_id = row.group.pk
            DuplicateRow.objects.bulk_create([row for _group, rows in some for row in rows], batch_size=2000)
        older = DuplicateSet.objects.filter(project=found.project).values_list("pk", flat=True)[KEPT:]
        DuplicateSet.objects.filter(pk__in=list(older)).delete()
    return found
