"""Before and after, from audit answers only: how many labels are right as models gave them, and with the proposals.

Needs numpy: pages show the stored report.
"""

from annotation.certificate.frames import with_decision
from annotation.curation.quality import audited_snapshot
from annotation.enhance.frames import first_labels
from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal, removal
from annotation.methods.trials.paired import paired_difference
from annotation.models import Enhancement, Stream
from generation.models import MachineLabel, Project

NO_AUDIT, NO_ANSWERS = "no_audit", "no_answers"
AT_ONCE = 10_000


def audited_report(project: Project, args: dict) -> dict:
    return before_and_after(Enhancement.objects.select_related("project").get(project=project, pk=args["enhancement"]))


def before_and_after(enhancement: Enhancement) -> dict:
    """{reason, before, after, difference, n}: shares right among the frozen rows, each with its interval.

    The reference is what people settled on, as for the certificate; audit answers taught the method nothing. The
    difference is that of the audited rows, in pairs. `reason`: "no_audit" while nothing was drawn, "no_answers" while
    no draw is answered; then there are no shares.
    """
    snapshot = audited_snapshot(enhancement.project)
    if snapshot is None:
        return {"reason": NO_AUDIT, "n": 0}
    taken = with_decision(snapshot.items.filter(removal__isnull=False)).order_by("removal")
    rows = list(taken.values_list("stream", "item__sample", "label", "settled", "decided"))
    ids = [sample for _stream, sample, *_rest in rows]
    own = _in_parts(ids, lambda part: first_labels(part, enhancement.question, own=False))
    new = _in_parts(ids, lambda part: _proposed(enhancement, part))
    logs: tuple[list[Removal], list[Removal]] = ([], [])
    pairs = {(old, now): 0 for old in (True, False) for now in (True, False)}
    for stream, sample, frozen, settled, decided in rows:
        given = own.get(sample, frozen)
        audit, reference = stream == Stream.AUDIT, decided if settled else None
        labels = given, new.get(sample, given)
        for log, label in zip(logs, labels, strict=True):
            log.append(removal(audit=audit, given=label, reference=reference))
        if audit and reference is not None:
            pairs[labels[0] == reference, labels[1] == reference] += 1
    return _told(snapshot.size, logs, pairs)


def _told(population: int, logs: tuple[list[Removal], list[Removal]], pairs: dict) -> dict:
    n = sum(pairs.values())
    if not n:
        return {"reason": NO_ANSWERS, "n": 0}
    before, after = (_right(population, log) for log in logs)
    difference = paired_difference(pairs[True, True], pairs[True, False], pairs[False, True], pairs[False, False])
    told = {name: getattr(difference, name) for name in ("value", "low", "high", "n")}
    return {"reason": "", "before": before, "after": after, "difference": told, "n": n}


def _right(population: int, log: list[Removal]) -> dict:
    wrong = estimate(population, log)
    return {"value": 1 - wrong.value, "low": 1 - wrong.high, "high": 1 - wrong.low, "n": wrong.n}


def _proposed(enhancement: Enhancement, ids: list[int]) -> dict[int, str]:
    labels = MachineLabel.objects.filter(sample__in=ids, source=enhancement.source)
    return dict(labels.values_list("sample", "label"))


def _in_parts(ids: list[int], read) -> dict[int, str]:
    """In parts that a statement can hold."""
    found: dict[int, str] = {}
    for first in range(0, len(ids), AT_ONCE):
        found |= read(ids[first : first + AT_ONCE])
    return found
