"""When it is enough: where the bound stands, what a promise takes from here, and what to look at next. Worker only."""

from collections.abc import Sequence
from dataclasses import asdict
from math import ceil

import numpy as np

from annotation.certificate.rechecked import again_of
from annotation.certificate.slicing import slice_of
from annotation.methods.certificate.bound_path import bound_path
from annotation.methods.certificate.forecast import Forecast, audits_of_lives, forecast
from annotation.methods.certificate.limits import LIMITS
from annotation.methods.certificate.next_looks import LOOKS, next_looks
from annotation.methods.certificate.planning import Plan, planned, plans
from annotation.methods.stopping.rounds import plateau, stable
from annotation.methods.stopping.told_apart import told_apart
from annotation.models import Snapshot
from annotation.reports import newest
from annotation.routing.frames import measured_prices
from annotation.stopping.frames import (
    NOTHING,
    Pool,
    answered_twice,
    answers_so_far,
    audited_chances,
    pool_of,
    rounds_so_far,
    seconds_an_answer,
    with_further_opinion,
)
from generation.methods.estimates import Share, wilson
from generation.models import Codebook, Project

#: What a plan tells while audits are drawn.
UNKNOWN = ("active", "audits", "audits_at_most", "left", "open_ended", "answers", "answers_at_most", "share")
UNKNOWN += ("perfect", "clean")
CURVE_POINTS = 40


def stopping_report(project: Project, args: dict) -> dict:
    """{reason, snapshot, ended_at, population, left, risk, now, again, path, basis, expected, an_answer,
    answers_an_audit, overlap, told_apart, opinions, answers, rounds, plans}.

    `told_apart`: how well the chances tell wrong labels from right ones, on audit rows. `opinions`: how many of the
    rows left another model has labelled, too, and what that takes and was worth. `answers`: of people, so far.
    `rounds`: what the newest fits of the student have changed. `an_answer` is what one took, in seconds. `plans` has
    one of each limit (1, 2, 3, 5 and 10 %, or `limits` of the arguments). Without a score and without audits there are
    no plans. Once reviewing has ended (`ended_at`) no audit is drawn any more: a promise holds or it does not, and
    nothing brings it nearer; `again` is both bounds in one, with what people got wrong. `reason`: why there is nothing
    to tell: no_codebook, no_rows, freezing, tail (its procedure is B: the certificate tells it); "" where there is.
    """
    codebook = Codebook.objects.current(project)
    if codebook is None or not codebook.judged_name:
        return {"reason": "no_codebook"}
    pool = pool_of(project)
    if pool.snapshot and pool.snapshot.frozen_at is None:
        return {"reason": "freezing"}
    if pool.snapshot and pool.snapshot.procedure == Snapshot.Procedure.TAIL:
        return {"reason": "tail"}
    if not pool.standing.population:
        return {"reason": "no_rows"}
    standing = pool.standing
    now = slice_of(standing.population, pool.removed, standing.risk)
    return {
        "reason": "",
        "snapshot": pool.snapshot and pool.snapshot.number,
        "ended_at": pool.ended_at and pool.ended_at.isoformat(),
        "population": standing.population,
        "left": len(pool.chances),
        "risk": standing.risk,
        "now": now,
        "again": pool.snapshot and again_of(pool.snapshot, now),
        "path": _path(pool),
        "basis": pool.basis,
        "expected": None if pool.basis == NOTHING else round(float(np.nansum(_filled(pool.chances))), 2),
        "an_answer": seconds_an_answer(project),
        "answers_an_audit": answers_an_audit(pool.snapshot),
        "overlap": _overlap(answered_twice(project, codebook)),
        "told_apart": _told_apart(pool),
        "opinions": _opinions(project, codebook, pool),
        "answers": answers_so_far(project),
        "rounds": _rounds(rounds_so_far(project, codebook.judged_name)),
        "plans": _plans(pool, now, args.get("limits", LIMITS)),
    }


def _told_apart(pool: Pool) -> dict:
    found = told_apart(*audited_chances(pool))
    return asdict(found) | {"n": found.wrong + found.right, "is_enough": found.is_enough}


def _opinions(project: Project, codebook: Codebook, pool: Pool) -> dict:
    """{rows, of, call, call_n, seen}: `call` is what a label by a model took here in USD, None before any did; `seen`
    what the routes' report knows of the worth of another opinion on answered rows, None before it does."""
    price, routes = measured_prices(project), newest(project, "routes")
    seen = (routes.data.get("opinion") if routes else None) or {}
    return {
        "rows": with_further_opinion(project, codebook.judged_name, pool.samples),
        "of": len(pool.samples),
        "call": price["call"],
        "call_n": price["call_n"],
        "seen": {"shares": seen["shares"], "drawn": seen["drawn"]} if seen.get("shares") else None,
    }


def _rounds(found: list[dict]) -> dict:
    state, gain = plateau(found)
    return {"found": found, "stable": stable(found), "plateau": state, "gain": gain}


def _path(pool: Pool) -> list[dict]:
    points = bound_path(pool.standing.population, pool.standing.log, risk=pool.standing.risk)
    return [asdict(point) | {"bound": point.remaining / pool.standing.population} for point in points]


def _filled(chances: np.ndarray) -> np.ndarray:
    return np.nan_to_num(chances, nan=float(np.nanmean(chances)) if len(chances) else 0.0)


def answers_an_audit(snapshot: Snapshot | None) -> int:
    return 2 if snapshot and snapshot.reference_rule == Snapshot.ReferenceRule.TWO_ADJUDICATED else 1


def _plans(pool: Pool, now: dict, limits: Sequence[float]) -> list[dict]:
    if pool.ended_at:
        return [_settled_plan(pool, now, limit) for limit in limits]
    return [] if pool.basis == NOTHING else [_plan(pool, now, limit) for limit in limits]


def _settled_plan(pool: Pool, now: dict, limit: float) -> dict:
    """No more than whether it holds: of what it takes there is nothing to tell, for no answer changes it."""
    allowed = pool.standing.allowed(limit)
    told = {"limit": limit, "allowed": allowed, "holds": now["at_most_wrong"] <= allowed, "waits": 0, "next": {}}
    return dict.fromkeys(UNKNOWN) | told


def _plan(pool: Pool, now: dict, limit: float) -> dict:
    """What the promise of a limit takes, and what a hundred looks bring it nearer.

    `perfect` is what it would take to find just as many errors as have to go, by an order that is never wrong; `clean`
    the audits that it would take if no further row were wrong.
    """
    standing, plan = pool.standing, forecast(pool.standing, pool.chances, limit=limit)
    left = float(_filled(pool.chances).sum())
    return asdict(plan) | {
        "answers": plan.answers,
        "answers_at_most": plan.answers_at_most,
        "share": plan.answers / standing.population,
        "allowed": standing.allowed(limit),
        "holds": now["at_most_wrong"] <= standing.allowed(limit),
        "perfect": max(0, ceil(left + standing.ledger.unresolved - standing.allowed(limit))),
        "clean": int(audits_of_lives(standing, active=0, found=0, wrong=0, limit=limit)[0]),
        "next": _next(pool, plan) if plan.answers else {},
        "curve": _curve(pool, limit) if plan.answers else None,
    }


def _curve(pool: Pool, limit: float) -> dict:
    """What it takes after so many of the riskiest rows, by the formula, which counts no audit drawn so far."""
    asked = {"limit": limit, "risk": pool.standing.risk}
    points = plans(pool.chances, pool.standing.population, **asked, cuts=CURVE_POINTS)
    least = planned(pool.chances, pool.standing.population, **asked)
    return {"points": [_point(one) for one in points], "least": _point(least)}


def _point(plan: Plan) -> dict:
    return {"active": plan.active, "audits": plan.audits, "answers": plan.answers}


def _next(pool: Pool, plan: Forecast) -> dict:
    return {name: asdict(looks) for name, looks in next_looks(pool.standing, pool.chances, plan).items()}


def _overlap(now: Share) -> dict:
    """How often two people agree, and the interval after a hundred more pairs that agree as often."""
    told = {"now": now.as_json(), "then": None}
    if now.value is not None:
        told["then"] = wilson(round(now.value * (now.n + LOOKS)), now.n + LOOKS).as_json()
    return told
