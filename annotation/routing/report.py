"""The frontier of a project's rows at some prices, as pages and API read it. Needs numpy and pandas: worker only."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from annotation.machine.askers import Asker
from annotation.methods.routing.frontier import Point, drawn_by_chance, frontier
from annotation.methods.routing.judging import Audit, judged, judged_by_people
from annotation.methods.routing.routes import Prices, Rows
from annotation.models import Student
from annotation.routing.answer_time import answer_time
from annotation.routing.asking import prices_in_force
from annotation.routing.audited import audit_of
from annotation.routing.frames import known_rows, measured_prices, prices_of
from annotation.routing.opinions import answered_rows
from generation.models import Codebook, Project

DRAWN_POINTS = 40  # of a line in the chart
OFFERED_POINTS = 8  # to choose from
ENOUGH_DRAWN = 20  # draws of an audit that are settled: below, the interval would be wider than a third


def routes_report(project: Project, args: dict) -> dict:
    """{rows, reason, error_now, points, line, people_alone, chance, opinion, student, drawn, basis, measured, answer,
    to_try}.

    `points` are those to choose from; `line` the same frontier more finely. Each point has `judged`, what it leaves
    wrong of the rows that nobody has settled, by an audit; None below twenty draws. `answer`: the time that it is
    reckoned with. `reason`: why there are no points.
    """
    codebook = Codebook.objects.current(project)
    student = Student.objects.filter(project=project).first()
    if codebook is None or not codebook.judged_name:
        return {"rows": 0, "reason": "no_codebook"}
    if student is None:
        return {"rows": 0, "reason": "no_score"}
    known, measured = known_rows(project, codebook.judged_name), measured_prices(project)
    time = answer_time(listed := prices_in_force(project), measured)
    prices = prices_of(listed, time.usd(listed.wage))
    if not len(known.rows):
        return {"rows": 0, "reason": "no_rows"}
    opinion = known.opinion.opinion
    whole = frontier(known.rows, prices, opinion=opinion)
    audit = audit_of(project, known)
    nobody_else = Rows(known.rows.risk, np.full(len(known.rows), np.nan), np.ones(len(known.rows), bool))
    return {
        "rows": len(known.rows),
        "reason": "",
        "error_now": float(known.rows.risk.mean()),
        "points": [_told(point, _judged(audit, point, prices)) for point in spread(whole, OFFERED_POINTS)],
        "line": [_place(point) for point in spread(whole, DRAWN_POINTS)],
        "people_alone": [_place(point) for point in spread(frontier(nobody_else, prices), DRAWN_POINTS)],
        "chance": [_place(point) for point in drawn_by_chance(known.rows, prices)],
        "opinion": asdict(known.opinion) | {"asker": known.asker and _named(known.asker)},
        "student": {"seen": known.student_seen, "rows": int((~np.isnan(known.rows.student)).sum())},
        "drawn": audit.settled_draws if audit else 0,
        "basis": student.metrics.get("wrong", {}).get("kind", "nothing"),
        "measured": measured,
        "answer": asdict(time),
        "to_try": len(answered_rows(project)),
    }


def _named(asker: Asker) -> dict:
    """Without what its prompts are made from: a run that asked so tells it."""
    return {"model": asker.model, "form": asker.form, "imported": asker.imported, "run": asker.run}


def spread(points: Sequence[Point], most: int) -> list[Point]:
    """At most so many of the points, evenly over what they cost and leave wrong; the first and the last among them."""
    if len(points) <= most:
        return list(points)
    costs, errors = (np.array([getattr(point, name) for point in points]) for name in ("cost", "error"))
    along = np.concatenate([[0], np.cumsum(np.hypot(_steps(costs), _steps(errors)))])
    wanted = np.linspace(0, along[-1], most)
    return [points[at] for at in sorted({int(np.abs(along - place).argmin()) for place in wanted})]


def _steps(values: np.ndarray) -> np.ndarray:
    width = np.ptp(values)
    return np.diff(values) / (width if width else 1)


def _judged(audit: Audit | None, point: Point, prices: Prices) -> dict | None:
    if audit is None or audit.settled_draws < ENOUGH_DRAWN:
        return None
    asks_all = point.people >= sum(point.routes.values())
    share = judged_by_people(audit, prices) if asks_all else judged(audit, prices, value=point.value)
    return share.as_json() if share.value is not None else None


def _told(point: Point, share: dict | None) -> dict:
    return asdict(point) | {"judged": share}


def _place(point: Point) -> dict:
    return {"cost": point.cost, "error": point.error}
