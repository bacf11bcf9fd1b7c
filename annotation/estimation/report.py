"""What samples within strata would tell, and what the newest one has told. Imports numpy: worker only."""

from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from annotation.certificate.frames import current_snapshot, removals
from annotation.certificate.slicing import slice_of
from annotation.curation.quality import LEVEL
from annotation.estimation.asking import LEAST, MOST, newest_estimation
from annotation.estimation.frames import Left, Taken, left_of, taken
from annotation.methods.certificate.removal import Removal
from annotation.methods.estimators.simulated import Simulated, simulated_in_doubt
from annotation.methods.estimators.stratified import limits, wilson_limits
from annotation.models import Estimation
from annotation.stopping.frames import seconds_an_answer
from annotation.stopping.report import answers_an_audit
from generation.models import Project

AUDITS = 20  # from so many on their share of errors is heard
WIDTHS = (0.05, 0.03, 0.02, 0.015, 0.01)  # to each side


def estimation_report(project: Project, args: dict) -> dict:
    """{reason, snapshot, population, left, scored, an_answer, answers_a_row, offers, audit, sample}.

    `offers`: {width, looks} for samples that can be ordered now, the wider first. `audit`: the certificate's estimate
    from its audits alone. `sample`: what the newest has told, None where there is none. `reason`: no_snapshot where
    nothing is frozen.
    """
    snapshot = current_snapshot(project)
    if snapshot is None or snapshot.frozen_at is None:
        return {"reason": "no_snapshot"}
    left, newest = left_of(snapshot), newest_estimation(project)
    now = slice_of(snapshot.size, removals(snapshot.items.all()), snapshot.risk)
    return {
        "reason": "",
        "snapshot": snapshot.number,
        "population": snapshot.size,
        "left": len(left.items),
        "scored": bool(len(left.items) and not np.isnan(left.chances).all()),
        "an_answer": seconds_an_answer(project),
        "answers_a_row": answers_an_audit(snapshot),
        "offers": _offers(left, snapshot.size, _rate(left, now)),
        "audit": {name: now[name] for name in ("estimate", "low", "high", "answered", "audit_errors")},
        "sample": newest and newest.drawn_at and sample_told(newest),
    }


def _offers(left: Left, population: int, rate: float) -> list[dict]:
    """The fewest looks for each width to each side, of the share in the whole snapshot; widths that no sample reaches,
    or that the smallest one reaches by far, are left out.

    As wide as Wilson's interval of so many rows drawn from all at this rate of errors: what the groups gain comes on
    top, and is nothing where the chances tell nothing.
    """
    rows = len(left.items)
    if rows < LEAST:
        return []

    def width_of(looks: int) -> float:
        worth = looks * (rows - 1) / (rows - looks) if looks < rows else np.inf
        low, high = wilson_limits(np.array(rate), np.array(worth), level=LEVEL)
        return rows / population * float(high - low) / 2

    offers: dict[int, float] = {}
    for width in WIDTHS:
        looks = _fewest(width_of, min(MOST, rows), width)
        if looks is not None:
            offers[looks] = width
    return [{"width": width, "looks": looks} for looks, width in sorted(offers.items())]


def _rate(left: Left, now: dict) -> float:
    """Errors to be expected: by the rows' chances or by the audits, where there are some, whichever says more."""
    known = left.chances[~np.isnan(left.chances)]
    by_chances = float(known.mean()) if len(known) else 0.5
    if now["answered"] < AUDITS:
        return by_chances
    return max(now["estimate"], by_chances if len(known) else 0.0)


def _fewest(width_of: Callable[[int], float], most: int, width: float) -> int | None:
    low, high = LEAST - 1, most
    if width_of(high) > width:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if width_of(middle) <= width else (middle, high)
    return high


# -- the sample -------------------------------------------------------------------------------------------------------


def sample_told(estimation: Estimation) -> dict:
    """{number, snapshot, looks, open, wrong, answered, ended, strata, estimate, low, high, simulated, shown,
    reason}.

    `estimate` with its limits is of the whole snapshot: the rows that were out before the draw as they were decided,
    the others from the strata; none where a stratum has too few answers yet (`reason`: a_stratum_waits). `shown`:
    whether its interval may stand beside the audit's: by simulation it covers 94 % at least and is narrower than that
    of as many rows drawn by chance, as was known before any answer, whether the chances tell anything or not.
    """
    parts = taken(estimation)
    told = {
        "number": estimation.number,
        "snapshot": estimation.snapshot.number,
        "looks": estimation.looks,
        "answered": sum(one.checked for one in parts),
        "wrong": sum(one.wrong for one in parts),
        "open": sum(one.open for one in parts),
        "ended": estimation.ended_at is not None,
        "level": LEVEL,
        "strata": [
            kept | {"answered": one.checked, "wrong": one.wrong, "open": one.open}
            for kept, one in zip(estimation.strata, parts, strict=True)
        ],
    }
    if not parts or any(one.checked < min(2, one.size) for one in parts):
        return told | {"reason": "a_stratum_waits", "estimate": None, "low": None, "high": None, "shown": False}
    return told | {"reason": ""} | _estimated(estimation, parts)


def _estimated(estimation: Estimation, parts: list[Taken]) -> dict:
    sizes, checked, wrong, waiting = (
        np.array([getattr(one, name) for one in parts]) for name in ("size", "checked", "wrong", "open")
    )
    value = limits(sizes, checked, wrong, level=LEVEL)[0]
    # Not always the lower with fewer errors: what waits is taken as right and as wrong, and the wider of both counts.
    ends = [limits(sizes, checked + waiting, some, level=LEVEL)[1:] for some in (wrong, wrong + waiting)]
    low, high = min(one for one, _other in ends), max(other for _one, other in ends)
    least, most, mean = _before(estimation, float(value))
    size, left = estimation.snapshot.size, estimation.left
    tried = _tried_before(estimation)
    return {
        "estimate": (mean + left * float(value)) / size,
        "low": (least + left * float(low)) / size,
        "high": (most + left * float(high)) / size,
        "simulated": asdict(tried),
        "shown": tried.may_be_shown,
    }


def _tried_before(estimation: Estimation) -> Simulated:
    """By the chances of before the draw, and in doubt of them. Never by the answers: whoever shows an interval where
    they came out well picks draws that are too narrow, and misses the truth more often (docs/methods.md: 84.6 %)."""
    sizes, looks = ([one[name] for one in estimation.strata] for name in ("rows", "looks"))
    rates = [0.5 if one["expected"] is None else one["expected"] for one in estimation.strata]
    return simulated_in_doubt(sizes, looks, rates, level=LEVEL)


def _before(estimation: Estimation, rate: float) -> tuple[float, float, float]:
    """Wrong labels among the rows that were out before the draw: at least, at most, and by the sample's own rate."""
    rows = estimation.snapshot.items.filter(removal__lte=estimation.snapshot.size - estimation.left)
    log: list[Removal] = [row.removal for row in removals(rows)]
    found = sum(one.loss for one in log if one.loss is not None)
    waiting = sum(one.loss is None for one in log)
    return found, found + waiting, found + rate * waiting
