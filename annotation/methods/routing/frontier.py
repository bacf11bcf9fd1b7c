"""The frontier of cost against label error: what each amount of money buys when every row goes its best way."""

from dataclasses import dataclass

import numpy as np

from annotation.methods.routing.routes import ACCEPT, PERSON, ROUTES, Opinion, Prices, Routed, Rows, after, route
from generation.methods.estimates import Share, wilson

_VALUES = 120
_ALIKE = 1e-9


@dataclass(frozen=True)
class Point:
    """Expected of all rows together: `cost`, in the currency of the prices; `error`, the share of labels left wrong;
    `people`, how many answers they give. `value`: the worth of a right label at which this is the best to do.
    `routes`: rows by route."""

    value: float
    cost: float
    error: float
    people: float
    routes: dict[str, int]


def frontier(rows: Rows, prices: Prices, *, opinion: Opinion | None = None) -> list[Point]:
    """The points that no other one beats, from the cheapest to the most expensive; empty for no rows.

    Sweeping the value of a right label traces the lower convex hull of all that can be had: at each value the routes
    minimise cost + value x error, row by row.
    """
    if not len(rows):
        return []
    points: list[Point] = []
    for value in _values(rows, prices):
        point = point_of(route(rows, prices, value=value, opinion=opinion), value)
        if not points or point.error < points[-1].error - _ALIKE:
            points.append(point)
    return points


def point_of(routed: Routed, value: float) -> Point:
    """What routes come to. Of no rows none is wrong."""
    counts = np.bincount(routed.route, minlength=len(ROUTES)).tolist()
    return Point(
        value=float(value),
        cost=float(routed.cost.sum()),
        error=_mean(routed.error),
        people=float(routed.people.sum()),
        routes=dict(zip(ROUTES, counts, strict=True)),
    )


def _mean(shares: np.ndarray) -> float:
    return float(shares.mean()) if len(shares) else 0.0


def _values(rows: Rows, prices: Prices) -> np.ndarray:
    """From where no route is worth its price, up to where a person is asked wherever that makes the label better."""
    cheapest = min(price for price in (prices.person, prices.again) if price > 0) if prices.person > 0 else 1.0
    gains = (rows.risk - prices.person_error)[rows.risk > prices.person_error]
    least = max(float(gains.min()), 1e-6) if len(gains) else 1.0
    return np.geomspace(cheapest / 10, 2 * max(prices.person, cheapest) / least, _VALUES)


def drawn_by_chance(rows: Rows, prices: Prices) -> tuple[Point, Point]:
    """Both ends of the line that people drawn by chance would give: nobody is asked, everybody."""
    mean, n = _mean(rows.risk), len(rows)
    nobody = Point(0.0, 0.0, mean, 0.0, {ACCEPT: n})
    return nobody, Point(0.0, n * prices.person, prices.person_error, float(n), {PERSON: n})


def judged(
    rows: Rows,
    routed: Routed,
    prices: Prices,
    *,
    value: float,
    wrong: np.ndarray,
    student_right: np.ndarray,
    opinion: Opinion | None = None,
) -> Share:
    """What the routes would have left wrong among rows that chance drew and people answered.

    Parameters
    ----------
    rows, routed : those rows, n of them, and where they were sent at this value. wrong, student_right : (n,) bool, what
        people's answers say of the label in use and of the student's.

    Returns
    -------
    Share; of rows that are asked about once more the expectation, given what people said. Wilson's interval of their
    mean: each row counts between 0 and 1, so it varies by no more than a yes or no with the same mean.
    """
    if opinion:
        again = _left_after_another(rows, prices, value, opinion, wrong)
    else:
        again = np.zeros(len(rows))
    left = np.select(
        [routed.route == number for number in range(len(ROUTES))],
        [wrong, ~student_right, again, np.full(len(rows), prices.person_error)],
    )
    return wilson(float(left.sum()), len(rows))


def _left_after_another(rows: Rows, prices: Prices, value: float, opinion: Opinion, wrong: np.ndarray) -> np.ndarray:
    """The chance that a label is wrong in the end, knowing whether it is now."""
    taken_is_wrong = np.where(wrong, 1 - opinion.right, 1.0)
    left = np.array([wrong.astype(float), taken_is_wrong, np.full(len(rows), prices.person_error)])
    agreeing, differing = after(rows, prices, value=value, opinion=opinion)
    differs = np.where(wrong, opinion.differs_from_wrong, opinion.differs_from_right)
    each = np.arange(len(rows))
    return (1 - differs) * left[agreeing, each] + differs * left[differing, each]
