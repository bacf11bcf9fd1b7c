"""How right the labels are, as far as the sampling design says: read from the newest snapshot and its audit draws."""

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from annotation.methods.certificate.bound import Removal
from annotation.methods.estimates import Share, finite_wilson, wilson
from annotation.methods.quality import right_share
from annotation.models import DatasetVersion, Row, Snapshot, Stream
from generation.models import LabelSource, MachineLabel, Project, Sample, SampleState
from generation.models.machine import STUDENT

LEVEL = 0.95
ENOUGH_DRAWS = 30


def share_as_json(share: Share) -> dict:
    return {"value": share.value, "low": share.low, "high": share.high, "n": share.n, "population": share.population}


def label_estimate(project: Project, version: DatasetVersion | None = None) -> dict:
    """The share of right labels of a version (None: of all labelled samples as they stand), with its interval.

    From audit answers alone, whatever the active queue took in between. `population` counts the rows it speaks of,
    `rows` all rows: labels that a model gave or changed after the freeze are in no estimate. `reason` says why there is
    no value.
    """
    snapshot, _last_key = audited_snapshot(project)
    rows, people = _rows_of(project, version)
    if snapshot is None:
        return share_as_json(Share(None, None, None, 0, 0)) | {"rows": rows, "reason": "no_audit"}
    frozen = _frozen(snapshot, version)
    counts = frozen.aggregate(all=Count("pk"), people=Count("pk", filter=Q(source=LabelSource.PERSON)))
    log = _removals(frozen)
    share = right_share(counts["all"], log, counts["all"] + people - counts["people"])
    return share_as_json(share) | {
        "rows": rows,
        "open": sum(removal.audit and removal.loss is None for removal in log),
        "snapshot": snapshot.number,
        "level": LEVEL,
        "reason": "" if share.value is not None else "no_answers",
    }


def _removals(frozen: QuerySet) -> list[Removal]:
    """What left the pool in its order; the loss is 1 where a person put the frozen label right, None while open."""
    rows = frozen.filter(removal__isnull=False).order_by("removal").values_list("stream", "source", "current", "label")
    return [
        Removal(audit=stream == Stream.AUDIT, loss=float(current != label) if source == LabelSource.PERSON else None)
        for stream, source, current, label in rows
    ]


def student_accuracy(project: Project, question: str, version: DatasetVersion | None = None) -> dict:
    """How often the student's label equals people's: on random rows, and on all answered rows.

    Random rows are those with the smallest secret keys, up to the last audit draw: a prefix of a random order that the
    active queue knows nothing of, so a uniform sample whoever answered them. Only that is a rate of the data; the other
    is dominated by rows that were chosen because they looked wrong.
    """
    snapshot, last_key = audited_snapshot(project)
    audit = Share(None, None, None, 0, 0)
    if snapshot is not None:
        drawn = _frozen(snapshot, version).filter(audit_key__lte=last_key, source=LabelSource.PERSON)
        counts = _student_counts(drawn, question, "item__sample", "item__sample__current_label")
        audit = finite_wilson(counts["right"], counts["n"], max(snapshot.size, counts["n"]))
    answered = Sample.objects.filter(project=project, label_source=LabelSource.PERSON)
    if version is not None:
        answered = answered.filter(version_rows__version=version)
    counts = _student_counts(answered, question, "pk", "current_label")
    return {
        "audit": share_as_json(audit),
        "answered": share_as_json(wilson(counts["right"], counts["n"])),
    }


def audited_snapshot(project: Project) -> tuple[Snapshot | None, int]:
    """The snapshot to estimate from, and the secret key of its last audit draw; none while nothing was drawn.

    The newest one, but not before it has some draws: a fresh snapshot says little, and an older one still speaks of the
    labels that have not changed since.
    """
    draws = Count("items", filter=Q(items__stream=Stream.AUDIT, items__removal__isnull=False))
    snapshots = Snapshot.objects.filter(project=project, frozen_at__isnull=False).annotate(audits=draws)
    drawn = list(snapshots.filter(audits__gt=0).order_by("-number"))
    if not drawn:
        return None, 0
    snapshot = next((one for one in drawn if one.audits >= ENOUGH_DRAWS), drawn[0])
    keys = snapshot.items.filter(removal__isnull=False, stream=Stream.AUDIT).aggregate(last=Max("audit_key"))
    return snapshot, keys["last"]


def _frozen(snapshot: Snapshot, version: DatasetVersion | None) -> QuerySet:
    """The rows whose frozen label is the one in use, or was put right by a person."""
    rows = snapshot.items.annotate(source=F("item__sample__label_source"), current=F("item__sample__current_label"))
    rows = rows.filter(Q(source=LabelSource.PERSON) | Q(current=F("label")))
    if version is not None:
        rows = rows.filter(Exists(Row.objects.filter(version=version, sample=OuterRef("item__sample"))))
    return rows


def _rows_of(project: Project, version: DatasetVersion | None) -> tuple[int, int]:
    """All rows, and those whose label comes from a person or a reference."""
    people = [LabelSource.PERSON, LabelSource.REFERENCE]
    if version is not None:
        rows = Row.objects.filter(version=version)
        return rows.count(), rows.filter(sample__label_source__in=people).count()
    samples = Sample.objects.filter(project=project).exclude(current_label="").exclude(state=SampleState.REJECTED)
    return samples.count(), samples.filter(label_source__in=people).count()


def _student_counts(rows: QuerySet, question: str, sample: str, current: str) -> dict:
    labels = MachineLabel.objects.filter(sample=OuterRef(sample), question=question, source=STUDENT)
    return rows.aggregate(
        n=Count("pk", filter=Q(Exists(labels))),
        right=Count("pk", filter=Q(Exists(labels.filter(label=OuterRef(current))))),
    )
