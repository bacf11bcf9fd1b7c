"""Writing down what the page of the filters counts from. Needs numpy and pandas: worker only."""

from collections.abc import Mapping, Sequence

import numpy as np
from django.db import transaction

from annotation.certificate.frames import with_decision
from annotation.curation.filters import Filters
from annotation.curation.quality import audited_snapshot
from annotation.curation.selection import Kept, select
from annotation.filters.frames import GIVEN
from annotation.filters.given import as_given, frozen_labels, given_labels, with_frozen
from annotation.filters.packed import pack_log, pack_samples, pack_words
from annotation.filters.picked import marks_of, to_store
from annotation.filters.table import labels_in, table_of
from annotation.methods.certificate.removal import removal
from annotation.methods.filters.live import MOST_LABELS, OTHER
from annotation.methods.filters.packing import Column, Table, columns
from annotation.methods.filters.scales import UNKNOWN
from annotation.models import FilterBasis, FilterColumn, Snapshot, Stream, Student
from generation.models import Codebook, Project
from synthlab.turns import turn

MOST_HELD = 200_000  # rows that a request looks at; of more a random part, which its page says
WORDS_OF = 1000  # rows whose words are counted
WORDS_A_ROW = 200
GROUPS = 200  # of rows of about one chance: the page sums their means
KEPT = 2  # a page that is open counts on in the one before


def filters_report(project: Project, args: dict) -> dict:
    """Store the columns beside those before; what pages are told is which they are. Done twice, it stores the same."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        return {"basis": None}
    basis = write_basis(project, Codebook.objects.with_parts().get(pk=codebook.pk))
    return {"basis": basis.pk, "rows": basis.rows}


def write_basis(project: Project, codebook: Codebook) -> FilterBasis:
    """All labelled rows, those too that wait for people, and all that an audit speaks of, whatever became of them."""
    snapshot = audited_snapshot(project)
    frozen = frozen_labels(snapshot)
    standing = {row.sample for row in select(project, Filters(), codebook).rows}
    rows = select(project, Filters(needs_person=True, drop_flagged=False), codebook).rows
    found, is_drawn = _drawn(with_frozen(rows, frozen))
    judged = codebook.judged_question
    labels = labels_in(rows, [label.name for label in judged.labels.all()] if judged else [])[:MOST_LABELS]
    given = given_labels(found, codebook.judged_name, frozen)
    table = table_of(project, found, labels, given)
    stands = np.array([row.sample in standing for row in found], dtype=bool)
    packed = _columns(table, stands)
    student = Student.objects.filter(project=project).first()
    chances, means = _chances(table.signals.get("wrong_probability"), len(found))
    data = {name: column.steps.tobytes() for name, column in packed.items()} | {
        "labels": np.where(table.labels < 0, OTHER, table.labels + 1).astype(np.uint8).tobytes(),
        "standing": _mask(stands),
        "checked": _mask(table.checked),
        "samples": pack_samples(row.sample for row in found),
        "chances": chances,
        "words": pack_words(_words(found, stands)),
        **_audited(snapshot, frozen, found, given),
        **marks_of(project.pk, to_store(project), [row.sample for row in found]),
    }
    if snapshot is not None:
        left = as_given(table, found, codebook)
        asked = stands | np.array([row.sample in frozen for row in found], dtype=bool)
        data |= {GIVEN + name: column.steps.tobytes() for name, column in _columns(left, asked).items()}
    basis = FilterBasis(
        project=project, rows=len(standing), held=len(found), is_drawn=is_drawn, labels=labels, known=sorted(packed),
        facts={
            "means": means,
            "wrong": student.metrics.get("wrong") if student else None,
            "snapshot": snapshot.number if snapshot else None,
            "codebook": codebook.number,
        },
    )  # fmt: skip
    return _store(basis, data)


def _drawn(rows: Sequence[Kept]) -> tuple[list[Kept], bool]:
    if len(rows) <= MOST_HELD:
        return list(rows), False
    places = np.sort(np.random.default_rng(0).choice(len(rows), MOST_HELD, replace=False))
    return [rows[place] for place in places], True


def _columns(table: Table, among: np.ndarray) -> dict[str, Column]:
    """Shares of a label are of some rows, such as those that a version would hold, and so are copies of a text."""
    found, inside = columns(table), columns(table.of(among))
    for name in found.keys() & inside.keys():
        found[name].steps[among] = inside[name].steps
    return found


def _mask(rows: np.ndarray) -> bytes:
    return np.where(rows, 255, 0).astype(np.uint8).tobytes()


def _chances(values: np.ndarray | None, rows: int) -> tuple[bytes, list[float]]:
    """Rows in groups of about one chance of a wrong label, a byte each, and the mean of each group."""
    groups = np.full(rows, UNKNOWN, dtype=np.uint8)
    if values is None or np.isnan(values).all():
        return groups.tobytes(), []
    known = np.flatnonzero(~np.isnan(values))
    parts = np.array_split(known[np.argsort(values[known], kind="stable")], min(GROUPS, len(known)))
    for number, part in enumerate(parts):
        groups[part] = number
    return groups.tobytes(), [float(values[part].mean()) for part in parts]


def _audited(
    snapshot: Snapshot | None, frozen: Mapping[int, str], rows: Sequence[Kept], given: Sequence[str]
) -> dict[str, bytes]:
    """The rows that the audit speaks of, and its log. A label that models changed since is none that was audited."""
    places = {
        row.sample: place
        for place, (row, label) in enumerate(zip(rows, given, strict=True))
        if frozen.get(row.sample) == label
    }
    inside = np.zeros(len(rows), dtype=bool)
    inside[list(places.values())] = True
    return {"frozen": _mask(inside), "audit": pack_log(_log(snapshot, places))}


def _log(snapshot: Snapshot | None, places: dict[int, int]) -> list[tuple[int, object]]:
    if snapshot is None:
        return []
    taken = with_decision(snapshot.items.filter(removal__isnull=False)).order_by("removal")
    names = ("item__sample", "stream", "label", "settled", "decided")
    return [
        (places[sample], removal(audit=stream == Stream.AUDIT, given=label, reference=decided if settled else None))
        for sample, stream, label, settled, decided in taken.values_list(*names).iterator(chunk_size=5000)
        if sample in places
    ]


def _words(rows: Sequence[Kept], stands: np.ndarray) -> list[tuple[int, list[int]]]:
    """The different words of a fixed random part of the rows, as numbers."""
    inside = np.flatnonzero(stands)
    places = np.sort(np.random.default_rng(0).choice(inside, min(WORDS_OF, len(inside)), replace=False))
    numbers: dict[str, int] = {}
    found = []
    for place in places:
        words = dict.fromkeys(rows[place].text.casefold().split()[:WORDS_A_ROW])
        found.append((int(place), [numbers.setdefault(word, len(numbers)) for word in words]))
    return found


def _store(basis: FilterBasis, data: dict[str, bytes]) -> FilterBasis:
    with turn(), transaction.atomic():
        basis.save()
        FilterColumn.objects.bulk_create(
            [FilterColumn(basis=basis, name=name, data=column) for name, column in data.items()], batch_size=20
        )
        older = FilterBasis.objects.filter(project=basis.project).values_list("pk", flat=True)[KEPT:]
        FilterBasis.objects.filter(pk__in=list(older)).delete()
    return basis
