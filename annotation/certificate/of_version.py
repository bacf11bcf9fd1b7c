"""What an audited snapshot promises of a version. Imports numpy: for the process that carries a job out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.utils.translation import override

from annotation.certificate.again import as_of, recheck_of
from annotation.certificate.frames import Removed, parts, removals
from annotation.certificate.rechecked import false_finds_of, recheck_promise
from annotation.certificate.risks import ends_of, order_of
from annotation.certificate.slicing import slices_of
from annotation.certificate.standing import Again, CountsAs, Standing, standings
from annotation.certificate.statement import fixed, suggestions_shown
from annotation.certificate.tail import whole_of
from annotation.curation.quality import audited_snapshot
from annotation.models import DatasetVersion, Snapshot

#: Why there is a word in the place of a number (`reason`).
NO_AUDIT, NOTHING_FROZEN, ROWS_CHANGED, ALL_REVIEWED = "no_audit", "nothing_frozen", "rows_changed", "all_reviewed"
NO_BOUND = "no_bound"  # of a slice that is too small to have one

STANDS_ON = ("audits", "answered", "audit_errors", "active", "found", "unresolved", "estimate", "low", "high")
WHOLE = ()
ABOVE, LATE_ABOVE = "above", "late_above"  # frozen rows above the tail that is accepted unseen


@dataclass(frozen=True)
class _Tally:
    """Rows of a version, or of a slice of it. `late`: wrong by what people said too late for the version."""

    rows: int
    references: int
    settled: int
    population: int
    unspoken: int
    changed: int
    late: int


def version_promise(version: DatasetVersion) -> dict:
    """How many labels of a version are wrong at most, of all its rows; a `reason` where that is no number.

    At most so many labels of the snapshot are wrong among those not settled by people; so no more of them can be among
    the rows of the version that carry such a label (`population`). Rows that people settled and references are right by
    definition. Of the others (`unspoken`) nothing is known: all of them may be wrong, and count as wrong.
    """
    snapshot = audited_snapshot(version.project, version.chosen_at)
    if snapshot is None:
        whole = _tally(_tallied(standings(version, None))[WHOLE])
        return asdict(whole) | {"reason": _reason(whole, audited=False), "error": None}
    log, order = removals(snapshot.items.all(), as_of(snapshot, version.chosen_at)), order_of(snapshot)
    audited = whole_of(snapshot, log, order)
    above = frozenset(order.samples[audited["tail"]["rows"] :]) if order else frozenset()
    tallies = _tallied(standings(version, snapshot), above)
    told = _fixed(snapshot) | _of(_tally(tallies[WHOLE]), audited)
    if order:
        told |= _of_tail(audited["tail"] | {"ends": ends_of(order)}, told, tallies[WHOLE])
    told |= {"frozen": snapshot.size, "suggestions_shown": suggestions_shown(snapshot, version.chosen_at)}
    told["again"] = _of_people(snapshot, version, told, tallies[WHOLE])
    return told | _slices(snapshot, log, tallies)


def _of_people(snapshot: Snapshot, version: DatasetVersion, told: dict, counts: Counter) -> dict | None:
    """What people got wrong among the rows, and both promises in one; None where nobody was asked again.

    Of the settled rows those in the reviewed pool have its bound, those that a lead decided are right, all others may
    be wrong. Of the frozen labels as many more may be wrong as finds may be false.
    """
    recheck = recheck_of(snapshot, version.chosen_at)
    if recheck is None or not told["rows"]:
        return None
    people = recheck_promise(recheck, version.chosen_at)
    pooled, decided, apart = (counts[one] for one in Again)
    wrong = min(pooled, people["at_most_wrong"])
    false = false_finds_of(people, told["found"])
    in_all = wrong + apart + min(told["population"], told["at_most_wrong"] + false) + told["unspoken"]
    of_rows = {"pooled": pooled, "by_lead": decided, "apart": apart, "at_most_wrong_here": wrong, "false_finds": false}
    return people | of_rows | {"error": in_all / told["rows"]}


def _of_tail(tail: dict, told: dict, counts: Counter) -> dict:
    """With procedure B: of the rows in the accepted tail the limit tells how many are wrong; of those above that people
    had not settled nothing is known, and all count as wrong."""
    above, late = counts[ABOVE], told["late"] - counts[LATE_ABOVE]
    inside = told["population"] - above
    wrong = min(inside, tail["may_be_wrong"] + late) + above
    named = {name: tail[name] for name in ("limit", "allowed", "rows", "ends")}
    told_of = {"tail": named | {"inside": inside, "above": above, "at_most_wrong": wrong - above}}
    if told["reason"]:
        return told_of | {"at_most_wrong": wrong}
    error = (wrong + told["unspoken"]) / told["rows"]
    return told_of | {"at_most_wrong": wrong, "bound": wrong / told["population"], "error": error}


def _fixed(snapshot: Snapshot) -> dict:
    """What was fixed at the freeze. The reference in English, as the card keeps it; its page translates it."""
    names = ("snapshot", "codebook", "confidence", "risk", "family_risk", "procedure", "label_hash", "seed_commitment")
    with override("en"):
        reference = str(Snapshot.ReferenceRule(snapshot.reference_rule).label)
    return {name: fixed(snapshot).get(name) for name in names} | {"reference": reference}


def _tallied(rows: Iterable[Standing], above: frozenset[int] = frozenset()) -> defaultdict[tuple, Counter]:
    """Rows by what they count as: of the whole, of each label, and of each condition with its value.

    `above`: samples that lie above the tail that is accepted unseen.
    """
    tallies: defaultdict[tuple, Counter] = defaultdict(Counter)
    for row in rows:
        marks = [row.counts_as, *(["late"] if row.late else []), *(["changed"] if row.changed else [])]
        marks += [row.again] if row.again else []
        if row.counts_as is CountsAs.FROZEN and row.sample in above:
            marks += [ABOVE, *([LATE_ABOVE] if row.late else [])]
        for part in (WHOLE, (row.label,), *parts(row.condition)):
            tallies[part].update(marks)
    return tallies


def _tally(counts: Counter) -> _Tally:
    return _Tally(
        rows=sum(counts[one] for one in CountsAs),
        references=counts[CountsAs.REFERENCE],
        settled=counts[CountsAs.SETTLED],
        population=counts[CountsAs.FROZEN],
        unspoken=counts[CountsAs.UNSPOKEN],
        changed=counts["changed"],
        late=counts["late"],
    )


def _reason(tally: _Tally, *, audited: bool) -> str:
    """Why the rows allow no number; "" where the bound speaks of some of them."""
    if tally.population:
        return ""
    if not tally.unspoken:
        return ALL_REVIEWED
    if not audited:
        return NO_AUDIT
    return ROWS_CHANGED if tally.changed else NOTHING_FROZEN


def _of(tally: _Tally, audited: dict) -> dict:
    """The promise of some rows: no more of them are wrong than of the snapshot's, nor than there are."""
    reason = _reason(tally, audited=True)
    wrong = min(tally.population, audited["at_most_wrong"] + tally.late)
    return {
        **asdict(tally),
        **{name: audited[name] for name in STANDS_ON},
        "reason": reason,
        "at_most_wrong": wrong,
        "bound": None if reason else wrong / tally.population,
        "error": None if reason else (wrong + tally.unspoken) / tally.rows,
    }


def _slices(snapshot: Snapshot, log: list[Removed], tallies: dict[tuple, Counter]) -> dict:
    """The same for the rows of each label and of each condition, as far as the certificate bounds their errors."""
    slices = slices_of(snapshot, log)

    def told(part: tuple, bounds: dict, name: str) -> dict:
        tally = _tally(tallies[part])
        if name in bounds:
            return _of(tally, bounds[name])
        return asdict(tally) | {"error": None, "reason": NO_BOUND if tally.population else _reason(tally, audited=True)}

    labels = sorted(part[0] for part in tallies if len(part) == 1)
    conditions = sorted(part for part in tallies if len(part) == 2 and part[0] in slices["by_condition"])
    return {
        "by_label": [{"label": label} | told((label,), slices["by_label"], label) for label in labels],
        "by_condition": [
            {"condition": part[0], "value": part[1]} | told(part, slices["by_condition"][part[0]], part[1])
            for part in conditions
        ],
        "slice_risk": slices["slice_risk"],
    }
