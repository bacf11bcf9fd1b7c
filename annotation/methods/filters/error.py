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
    """An audit draw. `before`: wrong labels removed before it; `open_before`: rows removed that nobody has resolved."""

    weight: float
    slope: float
    before: float
    loss: float
    is_open: bool
    open_before: int


def error_among(population: int, log: Iterable[Removal], *, level: float = 0.95) -> Share:
    """`certificate.estimate.estimate` without arrays: see there for the formula and the reference.

    A removal that nobody resolved counts as right for the lower limit and as wrong for the upper one; for the value it
    is as often wrong as the population.
    """
    log = list(log)
    known = [one for one in log if one.loss is not None]
    resolved = [one.loss for one in known if one.audit]
    if not resolved:
        return Share(None, None, None, 0, 0, population)
    z = NormalDist().inv_cdf((1 + level) / 2)
    finds = sum(one.loss for one in known)
    low = max(floor(_limits(_draws(population, log, 0.0), z)[0] + ROUNDING), finds)
    high = min(ceil(_limits(_draws(population, log, 1.0), z)[1] - ROUNDING), population - len(known) + finds)
    value = min(max(_value(population, _draws(population, log, 0.0)), low), high)
    shares = (part / population for part in (value, low, high))
    return Share(*shares, int(sum(resolved)), len(resolved), population)


def _draws(population: int, log: Sequence[Removal], unresolved: float) -> list[_Draw]:
    found, finds, left_open = [], 0.0, 0
    for place, one in enumerate(log):
        left, is_open = population - place, one.loss is None
        loss = unresolved if is_open else one.loss
        if one.audit:
            weight = 1 / max(left - 1, 0.5)  # the last of all is certain, whatever its weight
            found.append(_Draw(weight, weight / left, finds, loss, is_open, left_open))
        finds += loss
        left_open += is_open
    return found


def _value(population: int, draws: Sequence[_Draw]) -> float:
    """M from the resolved draws, where those removed and not resolved are wrong at the rate M / population."""
    known = [one for one in draws if not one.is_open]
    reach = sum(one.weight * one.loss + one.slope * one.before for one in known)
    return reach / sum(one.slope * (1 - one.open_before / population) for one in known)


def _limits(draws: Sequence[_Draw], z: float) -> tuple[float, float]:
    """The two totals at which the squared sum of `w (X - p)` is z^2 times its variance: a quadratic equation."""
    total = sum(one.slope for one in draws)
    reach = sum(one.weight * one.loss + one.slope * one.before for one in draws)
    a = total**2 + z**2 * sum(one.slope**2 for one in draws)
    b = 2 * total * reach + z**2 * sum(one.weight * one.slope + 2 * one.slope**2 * one.before for one in draws)
    c = reach**2 + z**2 * sum(one.weight * one.slope * one.before + one.slope**2 * one.before**2 for one in draws)
    half = sqrt(max(0.0, b**2 - 4 * a * c))
    return (b - half) / (2 * a), (b + half) / (2 * a)
