"""How right the labels are, as far as the sampling design says: read from a snapshot and its audit draws.

All shares of random rows on any page come from here, and all from one estimate (methods/certificate/estimate.py).
"""

from dataclasses import replace

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from annotation.certificate.frames import blind_removals, removals, with_decision
from annotation.compare.frames import labels_of
from annotation.methods.certificate.estimate import estimate
from annotation.methods.estimates import Share, wilson
from annotation.methods.quality import right_share
from annotation.models import DatasetVersion, Row, Snapshot, SnapshotItem, Stream
from generation.models import Codebook, LabelSource, MachineLabel, Project, Sample, SampleState
from generation.models.machine import STUDENT

LEVEL = 0.95
ENOUGH_DRAWS = 30
NOTHING = Share(None, None, None, 0, 0)


def share_as_json(share: Share) -> dict:
    return {"value": share.value, "low": share.low, "high": share.high, "n": share.n, "population": share.population}


def label_estimate(project: Project, version: DatasetVersion | None = None) -> dict:
    """The share of right labels of a version (None: of all labelled samples as they stand), with its interval.

    From audit answers alone, whatever the active queue took in between. `population` counts the rows it speaks of,
    `rows` all rows: labels that a model gave or changed after the freeze are in no estimate. `reason` says why there is
    no value.
    """
    snapshot = audited_snapshot(project)
    rows, people = _rows_of(project, version)
    if snapshot is None:
        return share_as_json(NOTHING) | {"rows": rows, "reason": "no_audit"}
    at = version.chosen_at if version else None
    frozen = _in_use(snapshot, version)
    counts = with_decision(frozen, at).aggregate(
        all=Count("pk"),
        people=Count("pk", filter=Q(source=LabelSource.PERSON)),
        mended=Count("pk", filter=Q(settled=True) & ~Q(decided=F("label"))),
    )
    log = [row.removal for row in removals(frozen, at)]
    share = right_share(counts["all"], log, counts["all"] + people - counts["people"], mended=counts["mended"])
    return share_as_json(share) | {
        "rows": rows,
        "open": sum(removal.audit and removal.loss is None for removal in log),
        "snapshot": snapshot.number,
        "level": LEVEL,
        "reason": "" if share.value is not None else "no_answers",
    }


def same_label(
    project: Project, codebook: Codebook, question: str, source: str, version: DatasetVersion | None = None
) -> dict:
    """How often a source gives the label that people settle on blind: the share among all its rows in the snapshot.

    Estimated from the audit draws among these rows (of the version, if one is named), each with its interval.
    """
    snapshot = audited_snapshot(project)
    if snapshot is None:
        return share_as_json(NOTHING) | {"snapshot": None, "level": LEVEL}
    given = labels_of(source, question, codebook).filter(sample=OuterRef("item__sample")).values("label")[:1]
    rows = _of_version(snapshot.items.all(), version).annotate(given=Subquery(given)).exclude(given=None)
    population = rows.count()
    log = blind_removals(rows, codebook, question, version.chosen_at if version else None) if population else []
    different = estimate(population, log, level=LEVEL) if population else NOTHING
    return share_as_json(_turned_round(different)) | {"snapshot": snapshot.number, "level": LEVEL}


def _turned_round(share: Share) -> Share:
    """The share of the others: of equal labels where it was of different ones."""
    if share.value is None:
        return share
    return replace(share, value=1 - share.value, low=1 - share.high, high=1 - share.low, count=share.n - share.count)


def student_accuracy(project: Project, codebook: Codebook, version: DatasetVersion | None = None) -> dict:
    """How often the student's label equals people's: on random rows, and on all answered rows.

    Only the first is a rate of the data; the other is dominated by rows that were chosen because they looked wrong.
    """
    question = codebook.questions.all()[0].name
    counts = _answered(project, question, version).aggregate(
        n=Count("pk", filter=~Q(said=None)), right=Count("pk", filter=Q(said=F("settled")))
    )
    return {
        "audit": same_label(project, codebook, question, STUDENT, version),
        "answered": share_as_json(wilson(counts["right"], counts["n"])),
    }


def _answered(project: Project, question: str, version: DatasetVersion | None) -> QuerySet:
    """Rows with the label that people `settled` on and what the student `said`; of a version as they stand in it."""
    labels = MachineLabel.objects.filter(question=question, source=STUDENT)
    if version is None:
        samples = Sample.objects.filter(project=project, label_source=LabelSource.PERSON)
        said = labels.filter(sample=OuterRef("pk")).values("label")
        return samples.annotate(settled=F("current_label"), said=Subquery(said))
    rows = Row.objects.filter(version=version, source=LabelSource.PERSON)
    return rows.annotate(settled=F("label"), said=Subquery(labels.filter(sample=OuterRef("sample")).values("label")))


def audited_snapshot(project: Project) -> Snapshot | None:
    """The snapshot to estimate from; none while nothing was drawn.

    The newest one, but not before it has some draws: a fresh snapshot says little, and an older one still speaks of the
    labels that have not changed since.
    """
    draws = Count("items", filter=Q(items__stream=Stream.AUDIT, items__removal__isnull=False))
    snapshots = Snapshot.objects.filter(project=project, frozen_at__isnull=False).annotate(audits=draws)
    drawn = list(snapshots.filter(audits__gt=0).order_by("-number"))
    return next((one for one in drawn if one.audits >= ENOUGH_DRAWS), drawn[0] if drawn else None)


def _in_use(snapshot: Snapshot, version: DatasetVersion | None) -> QuerySet[SnapshotItem]:
    """The rows whose frozen label is the one in use, or was put right by a person."""
    source, current = F("item__sample__label_source"), F("item__sample__current_label")
    if version is not None:
        row = Row.objects.filter(version=version, sample=OuterRef("item__sample"))
        source, current = Subquery(row.values("source")), Subquery(row.values("label"))
    rows = snapshot.items.annotate(source=source, current=current)
    return rows.filter(Q(source=LabelSource.PERSON) | Q(current=F("label")))


def _of_version(rows: QuerySet[SnapshotItem], version: DatasetVersion | None) -> QuerySet[SnapshotItem]:
    if version is None:
        return rows
    return rows.filter(Exists(Row.objects.filter(version=version, sample=OuterRef("item__sample"))))


def _rows_of(project: Project, version: DatasetVersion | None) -> tuple[int, int]:
    """All rows, and those whose label comes from a person or a reference."""
    people = [LabelSource.PERSON, LabelSource.REFERENCE]
    if version is not None:
        rows = Row.objects.filter(version=version)
        return rows.count(), rows.filter(source__in=people).count()
    samples = Sample.objects.filter(project=project).exclude(current_label="").exclude(state=SampleState.REJECTED)
    return samples.count(), samples.filter(label_source__in=people).count()
