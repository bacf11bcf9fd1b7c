"""The frontier of cost against label error: what each amount of money buys when every row goes its best way."""

from dataclasses import dataclass

import numpy as np

from annotation.methods.routing.routes import ACCEPT, PERSON, ROUTES, Opinion, Prices, Routed, Rows, route

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
