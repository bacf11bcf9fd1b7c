"""How right the labels are, as far as the sampling design says: read from a snapshot and its audit draws.

All shares of random rows on any page come from here, and all from one estimate (methods/certificate/estimate.py).
"""

from dataclasses import replace
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from annotation.certificate.frames import blind_removals, removals, with_decision
from annotation.compare.frames import answered_pairs, held_out, labels_of
from annotation.methods.certificate.estimate import estimate
from annotation.methods.quality import right_share
from annotation.models import DatasetVersion, Resolution, Row, Snapshot, SnapshotItem
from generation.methods.estimates import ENOUGH, Share, wilson
from generation.models import Codebook, LabelSource, Project, Sample, SampleState
from generation.models.machine import STUDENT

LEVEL = 0.95
ENOUGH_DRAWS = ENOUGH + 10  # of a snapshot to estimate from: some of them are not settled yet
NOTHING = Share(None, None, None, 0, 0)


def label_estimate(project: Project, version: DatasetVersion | None = None) -> dict:
    """The share of right labels among all labelled rows: as they stand, or as they stood when a version was chosen.

    From audit answers alone, whatever the active queue took in between, and of all rows that the snapshot froze: a
    version's filters look at who was reviewed and how it ended, so the draws among its rows are no random ones.

    `population` counts the rows it speaks of, `rows` all labelled ones; `changed` those it speaks of by their frozen
    label although they carry another one by now that no person gave. `reason` says why there is no value.
    """
    at = version.chosen_at if version else None
    snapshot = audited_snapshot(project, at)
    others = _others(project, snapshot, at)
    if snapshot is None:
        return NOTHING.as_json() | {"rows": others["all"], "reason": "no_audit"}
    counts = _frozen(snapshot, version, at)
    log = [row.removal for row in removals(snapshot.items.all(), at)]
    known = counts["all"] + others["right"]
    share = right_share(counts["all"], log, known, mended=counts["mended"], level=LEVEL)
    return share.as_json() | {
        "rows": counts["all"] + others["all"],
        "changed": counts["changed"],
        "open": sum(removal.audit and removal.loss is None for removal in log),
        "snapshot": snapshot.number,
        "codebook": snapshot.codebook.number,
        "level": LEVEL,
        "reason": "" if share.value is not None else "no_answers",
    }


def _frozen(snapshot: Snapshot, version: DatasetVersion | None, at: datetime | None) -> dict:
    """Rows of the snapshot: all, those whose error people mended, and those that somebody else labelled anew."""
    decided = with_decision(snapshot.items.all(), at)
    mended = Q(settled=True) & ~Q(decided=F("label"))
    if version is not None:
        decided = decided.annotate(missed=Exists(missed(version)))
        mended &= Q(missed=False)
    stands = Q(item__sample__label_source=LabelSource.PERSON) | Q(item__sample__current_label=F("label"))
    return decided.aggregate(
        all=Count("pk"),
        mended=Count("pk", filter=mended),
        changed=Count("pk", filter=Q(settled=False) & ~stands),
    )


def missed(version: DatasetVersion) -> QuerySet[Row]:
    """Of an item outside: the version's row that carries a model's label, whatever people decided.

    An answer may bear a time before the rows were chosen and be committed after they were read: it mends nothing there.
    """
    return Row.objects.filter(version=version, sample=OuterRef("item__sample"), source=LabelSource.MACHINE)


def _others(project: Project, snapshot: Snapshot | None, at: datetime | None) -> dict:
    """Labelled rows that the snapshot does not hold: all, and those with a reference or a label people settled on."""
    rows = Sample.objects.filter(project=project).exclude(current_label="").exclude(state=SampleState.REJECTED)
    said = Resolution.objects.filter(item__sample=OuterRef("pk")).order_by("-pk")
    if snapshot is not None:
        rows = rows.filter(~Exists(SnapshotItem.objects.filter(snapshot=snapshot, item__sample=OuterRef("pk"))))
    if at is not None:
        rows, said = rows.filter(created_at__lte=at), said.filter(created_at__lte=at)
    right = Q(label_source=LabelSource.REFERENCE) | Q(settled=True)
    rows = rows.annotate(settled=Subquery(said.values("settles")[:1]))
    return rows.aggregate(all=Count("pk"), right=Count("pk", filter=right))


def same_label(project: Project, codebook: Codebook, question: str, source: str) -> dict:
    """How often a source gives the label that people settle on blind: the share among all its rows in the snapshot.

    Estimated from the audit draws among these rows, with its interval. `open` counts the draws that it lacks: people
    have not settled them yet, or not blind, or under another version of the codebook.
    """
    snapshot = audited_snapshot(project)
    if snapshot is None:
        return NOTHING.as_json() | {"snapshot": None, "level": LEVEL}
    given = labels_of(source, question, codebook).filter(sample=OuterRef("item__sample")).values("label")[:1]
    rows = snapshot.items.annotate(given=Subquery(given)).exclude(given=None)
    population = rows.count()
    log = blind_removals(rows, codebook, question) if population else []
    different = estimate(population, log, level=LEVEL) if population else NOTHING
    unsettled = sum(row.audit and row.loss is None for row in log)
    return _turned_round(different).as_json() | {"snapshot": snapshot.number, "level": LEVEL, "open": unsettled}


def _turned_round(share: Share) -> Share:
    """The share of the others: of equal labels where it was of different ones."""
    if share.value is None:
        return share
    return replace(share, value=1 - share.value, low=1 - share.high, high=1 - share.low, count=share.n - share.count)


def student_accuracy(project: Project, codebook: Codebook) -> dict:
    """How often the student's label equals people's: on random rows, and on all rows that carry a label of people.

    Only the first is a rate of the data; the other is dominated by rows that were chosen because they looked wrong.
    `drawn` counts the random ones among them. Both are of answers under this version of the codebook, the second the
    same rows as in the comparison; the signals show it as it was at the student's last training.
    """
    question = codebook.judged_name
    pairs = answered_pairs(project, codebook, question, STUDENT).exclude(item__in=held_out(project).values("item"))
    counts = pairs.aggregate(
        n=Count("pk"), right=Count("pk", filter=Q(human=F("machine"))), asked=Count("pk", filter=Q(drawn=True))
    )
    return {
        "audit": same_label(project, codebook, question, STUDENT),
        "answered": wilson(counts["right"], counts["n"]).as_json() | {"drawn": counts["asked"]},
    }


def audited_snapshot(project: Project, at: datetime | None = None) -> Snapshot | None:
    """The snapshot to estimate from, now or at a moment; none while nothing was drawn.

    The newest one, but not before it has some draws: a fresh snapshot says little, and an older one still speaks of the
    labels that have not changed since.
    """
    until = Q() if at is None else Q(draws__created_at__lte=at)
    snapshots = Snapshot.objects.filter(project=project, frozen_at__isnull=False).select_related("codebook")
    drawn = list(snapshots.annotate(audits=Count("draws", filter=until)).filter(audits__gt=0).order_by("-number"))
    return next((one for one in drawn if one.audits >= ENOUGH_DRAWS), drawn[0] if drawn else None)
