"""The bound on what people got wrong, and both bounds in one. Imports numpy: for the process that carries a job out."""

from datetime import datetime

from annotation.certificate.again import recheck_log, recheck_of, settled_since
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.false_finds import false_finds
from annotation.methods.certificate.told import confidence_of
from annotation.models import Recheck, Snapshot


def recheck_promise(recheck: Recheck, at: datetime | None = None) -> dict:
    """At most so many labels of the pool are wrong and not mended; `confidence` is that of both bounds together."""
    log = recheck_log(recheck, at)
    promised = bound(recheck.size, log, risk=recheck.risk)
    return {
        "risk": recheck.risk,
        "confidence": confidence_of(recheck.snapshot.risk + recheck.risk),
        "pool": recheck.size,
        "decided": recheck.decided,
        "revised": recheck.revised,
        "asked": promised.audits,
        "found": int(promised.finds),
        "unresolved": promised.unresolved,
        "at_most_wrong": promised.remaining,
        "of_pool": promised.remaining / recheck.size if recheck.size else 0.0,
        "label_hash": recheck.label_hash,
    }


def again_of(snapshot: Snapshot, whole: dict, closed_at: datetime | None = None) -> dict | None:
    """Both bounds in one, over all labels that people or the frozen models stand for; None before reviewing stops.

    Not in the pool are rows that a lead decided: their word is the reference. Rows whose text people revised, and rows
    settled since, are asked of nobody again, so all of them may be wrong; where another snapshot has taken the place of
    this one (`closed_at`), rows settled after that are the other's. Where people took a right label for a wrong one,
    one more of the frozen labels may be wrong than the first bound says.
    """
    recheck = recheck_of(snapshot)
    if recheck is None:
        return None
    told = recheck_promise(recheck)
    settled = settled_since(recheck, closed_at)
    since = settled.count()
    left = whole["population"] - whole["reviewed"]  # those settled since that were frozen are among them
    unfrozen = settled.exclude(pk__in=snapshot.items.values("item"), was_settled=False).count()
    rows = left + recheck.size + recheck.decided + recheck.revised + unfrozen
    false = false_finds_of(told, whole["found"])
    frozen = min(left, whole["at_most_wrong"] + false + since - unfrozen)
    wrong = min(rows, frozen + told["at_most_wrong"] + recheck.revised + unfrozen)
    in_all = {"rows": rows, "at_most_wrong_in_all": wrong, "bound": wrong / rows if rows else 0.0}
    return told | {"since": since, "false_finds": false} | in_all


def false_finds_of(told: dict, finds: int) -> int:
    """Of the first log's `finds`, by what asking again came to (`recheck_promise`)."""
    again = {"found_again": told["found"], "left_wrong": told["at_most_wrong"]}
    return false_finds(finds, apart=told["revised"], **again)
