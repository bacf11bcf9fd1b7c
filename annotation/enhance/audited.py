"""Before and after, from audit answers only: how many labels are right as models gave them, and with the proposals.

Needs numpy: pages show the stored report.
"""

from django.db.models import QuerySet

from annotation.certificate.frames import with_decision
from annotation.curation.quality import audited_snapshot
from annotation.enhance.frames import first_labels, kept_examples
from annotation.methods.certificate.difference import Relabelled, difference, shares_wrong
from annotation.methods.certificate.powered import Judged, Powered, powered
from annotation.methods.certificate.removal import removal
from annotation.models import Enhancement, Selected, Snapshot, Stream
from generation.methods.estimates import Share
from generation.models import MachineLabel, Project

NO_AUDIT, NO_ANSWERS = "no_audit", "no_answers"
AT_ONCE = 10_000


def audited_report(project: Project, args: dict) -> dict:
    made = Enhancement.objects.select_related("project").get(project=project, pk=args["enhancement"])
    return before_and_after(made) | {"examples": kept_examples(made)}


def before_and_after(enhancement: Enhancement) -> dict:
    """{reason, before, after, difference, n, open, judged}: shares right among the frozen rows, each with its interval.

    The reference is what people settled on, as for the certificate; audit answers taught the method nothing, or, of
    labels that routes propose, nothing of their own rows. The difference is after less before, of the same draws in
    pairs; where no label is proposed it is 0, and nobody has to look. `open` counts draws that nobody has settled yet:
    they may be right or wrong, so they widen the intervals of the shares. `judged` is the share after once more, with
    the word of a judge who read every row; None without one. `reason`: "no_audit" while nothing was drawn, "no_answers"
    while no draw is answered; then there are no shares.
    """
    snapshot = audited_snapshot(enhancement.project)
    if snapshot is None:
        return {"reason": NO_AUDIT, "n": 0}
    taken = with_decision(snapshot.items.filter(removal__isnull=False)).order_by("removal")
    rows = list(taken.values_list("stream", "item__sample", "label", "settled", "decided"))
    ids = [sample for _stream, sample, *_rest in rows]
    own = _in_parts(ids, lambda part: first_labels(part, enhancement.question, own=False))
    new = _in_parts(ids, lambda part: _proposed(enhancement, part))
    log = []
    for stream, sample, frozen, settled, decided in rows:
        given = own.get(sample, frozen)
        log.append(
            Relabelled(stream == Stream.AUDIT, given, new.get(sample, given), reference=decided if settled else None)
        )
    told = _told(snapshot.size, log)
    if not told["reason"] and not _labels_of(enhancement).exists():
        told["difference"] |= {"value": 0.0, "low": 0.0, "high": 0.0}
    return told | {"judged": _judged(enhancement, snapshot, ids, log)}


def _told(population: int, log: list[Relabelled]) -> dict:
    change = difference(population, log)
    if change.value is None:
        return {"reason": NO_ANSWERS, "n": 0}
    waiting = sum(one.audit and one.reference is None for one in log)
    before, after = (_right(wrong) for wrong in shares_wrong(population, log))
    told = {name: getattr(change, name) for name in ("value", "low", "high", "n")}
    return {"reason": "", "before": before, "after": after, "difference": told, "n": change.n, "open": waiting}


def _judged(enhancement: Enhancement, snapshot: Snapshot, ids: list[int], log: list[Relabelled]) -> dict | None:
    if enhancement.doubted_id is None:
        return None
    doubts = Selected.objects.filter(selection=enhancement.doubted_id)
    seen = _in_parts(ids, lambda part: dict.fromkeys(doubts.filter(sample__in=part).values_list("sample", flat=True)))
    verdicts = [
        Judged(removal(audit=one.audit, given=one.after, reference=one.reference), sample in seen)
        for sample, one in zip(ids, log, strict=True)
    ]
    doubted = doubts.filter(sample__item__snapshot_items__snapshot=snapshot).count()
    found = powered(snapshot.size, doubted, verdicts)
    return found and _right_by(found)


def _right_by(found: Powered) -> dict:
    told = {name: getattr(found, name) for name in ("n", "wrong", "weight", "correlation", "enough")}
    return told | {"value": 1 - found.value, "low": 1 - found.high, "high": 1 - found.low}


def _right(wrong: Share) -> dict:
    return {"value": 1 - wrong.value, "low": 1 - wrong.high, "high": 1 - wrong.low, "n": wrong.n}


def _proposed(enhancement: Enhancement, ids: list[int]) -> dict[int, str]:
    return dict(_labels_of(enhancement).filter(sample__in=ids).values_list("sample", "label"))


def _labels_of(enhancement: Enhancement) -> QuerySet[MachineLabel]:
    return MachineLabel.objects.filter(sample__project=enhancement.project_id, source=enhancement.source)


def _in_parts(ids: list[int], read) -> dict[int, str]:
    """In parts that a statement can hold."""
    found: dict[int, str] = {}
    for first in range(0, len(ids), AT_ONCE):
        found |= read(ids[first : first + AT_ONCE])
    return found
