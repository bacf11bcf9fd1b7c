"""What an audited snapshot promises of a version. Imports numpy: for the process that carries a job out."""

from django.db.models import Exists, F, OuterRef
from django.utils.translation import override

from annotation.certificate.frames import removals, with_decision
from annotation.curation.quality import audited_snapshot, missed
from annotation.methods.certificate.bound import bound
from annotation.models import DatasetVersion, Row, Snapshot


def version_promise(version: DatasetVersion) -> dict | None:
    """What the audited snapshot promises of a version's rows; None where it says nothing of them.

    At most so many labels of the snapshot are wrong among those not settled by people; so no more of them can be among
    the rows of the version that carry such a label. Reviewed rows carry the reference label itself; where an answer
    came too late for that, its row is covered still, and counted where it is wrong.
    """
    snapshot = audited_snapshot(version.project, version.chosen_at)
    if snapshot is None:
        return None
    rows = Row.objects.filter(version=version, sample=OuterRef("item__sample"), label=OuterRef("label"))
    carried = with_decision(snapshot.items.filter(Exists(rows)), version.chosen_at)
    late = carried.filter(Exists(missed(version)), settled=True)
    covered = carried.exclude(settled=True).count() + late.count()
    log = [row.removal for row in removals(snapshot.items.all(), version.chosen_at)]
    left = bound(snapshot.size, log, risk=snapshot.risk).remaining
    wrong = min(covered, left + late.exclude(decided=F("label")).count())
    return {
        "snapshot": snapshot.number,
        "codebook": snapshot.codebook.number,
        "at_most_wrong": wrong,
        "population": covered,
        "rows": version.rows,
        "bound": wrong / covered if covered else 0.0,
        "confidence": round(1 - snapshot.risk, 6),
        "reference": _in_english(snapshot.reference_rule),
    }


def _in_english(rule: str) -> str:
    """As the card keeps it; its page translates it."""
    with override("en"):
        return str(Snapshot.ReferenceRule(rule).label)
