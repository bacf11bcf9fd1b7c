"""The share of wrong labels among rows that a filter keeps, from an audit's draws among them.

Standard library only: pages follow a threshold with it. The same estimate as certificate/estimate.py, for a part of its
population that was chosen without looking at the answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import NormalDist

from annotation.methods.certificate.removal import Removal
from generation.methods.estimates import Share

ROUNDING = 1e-6


@dataclass(frozen=True)
class _Draw:
    weight: float
    slope: float
    before: float
    loss: float


def error_among(population: int, log: Iterable[Removal], *, level: float = 0.95) -> Share:
    """`certificate.estimate.estimate` without arrays: see there for the formula and the reference.

    A draw that nobody resolved counts as right for the lower limit and as wrong for the upper one; the value is of the
    resolved ones.
    """
    log = list(log)
    known = [one for one in log if one.loss is not None]
    resolved = [one.loss for one in known if one.audit]
    if not resolved:
        return Share(None, None, None, 0, 0, population)
    z = NormalDist().inv_cdf((1 + level) / 2)
    finds = sum(one.loss for one in known)
    low = max(floor(_limits(_draws(population, _settled(log, 0.0)), z)[0] + ROUNDING), finds)
    high = min(ceil(_limits(_draws(population, _settled(log, 1.0)), z)[1] - ROUNDING), population - len(known) + finds)
    draws = _draws(population, known)
    value = sum(one.weight * one.loss + one.slope * one.before for one in draws) / sum(one.slope for one in draws)
    value = min(max(value, low), high)
    shares = (part / population for part in (value, low, high))
    return Share(*shares, int(sum(resolved)), len(resolved), population)


def _settled(log: Sequence[Removal], unresolved: float) -> list[Removal]:
    return [Removal(one.audit, unresolved if one.loss is None else one.loss) for one in log]


def _draws(population: int, log: Sequence[Removal]) -> list[_Draw]:
    found, finds = [], 0.0
    for place, one in enumerate(log):
        left = population - place
        if one.audit:
            weight = 1 / max(left - 1, 0.5)  # the last of all is certain, whatever its weight
            found.append(_Draw(weight, weight / left, finds, one.loss))
        finds += one.loss
    return found


def _limits(draws: Sequence[_Draw], z: float) -> tuple[float, float]:
    """The two totals at which the squared sum of `w (X - p)` is z^2 times its variance: a quadratic equation."""
    total = sum(one.slope for one in draws)
    reach = sum(one.weight * one.loss + one.slope * one.before for one in draws)
    a = total**2 + z**2 * sum(one.slope**2 for one in draws)
    b = 2 * total * reach + z**2 * sum(one.weight * one.slope + 2 * one.slope**2 * one.before for one in draws)
    c = reach**2 + z**2 * sum(one.weight * one.slope * one.before + one.slope**2 * one.before**2 for one in draws)
    half = sqrt(max(0.0, b**2 - 4 * a * c))
    return (b - half) / (2 * a), (b + half) / (2 * a)
