"""How much better labels get: the difference of two estimates from the same audit draws, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal, removal
from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import Share


@dataclass(frozen=True)
class Relabelled:
    """An item that left the pool of unreviewed ones, in the order of removal: its label `before` and `after`, and the
    reference answer, None while nobody has resolved it. `audit`: it was a uniform audit draw."""

    audit: bool
    before: str
    after: str
    reference: str | None


def shares_wrong(population: int, log: Sequence[Relabelled]) -> tuple[Share, Share]:
    """Shares of wrong labels in the whole population, before and after (`estimate`)."""
    return tuple(
        estimate(population, [removal(audit=one.audit, given=label, reference=one.reference) for one, label in labels])
        for labels in ([(one, one.before) for one in log], [(one, one.after) for one in log])
    )


def difference(population: int, log: Sequence[Relabelled], *, level: float = 0.95) -> Estimate:
    """The share of right labels after, minus the share before, in the whole population.

    The value is the difference of the two estimates, which is the estimate of the labels put right minus that of the
    labels put wrong, draw by draw with the same weights, whatever the active queue removed in between. The interval
    takes that of each of the two (`estimate`), square and add:
    `low = d - sqrt(a^2 - 2 phi a b + b^2)`, where a and b are how far their limits lie from them on the sides that
    pull apart. No row is in both, so they are correlated by `phi = -sqrt(pq / (1 - p)(1 - q))`. A row that keeps its
    label is neither, whoever has yet to resolve it; one that has another and is not resolved may be either.

    Parameters
    ----------
    population : items in the snapshot. log : all that left it, in order.

    Returns an Estimate with n resolved draws; without value for none. Reference: hybrid of Newcombe 1998 with the
    intervals of the two parts, Zou and Donner, Statistics in Medicine 27 (2008) 1693.
    """
    before, after = shares_wrong(population, log)
    if before.value is None:
        return Estimate(None, n=0)
    mended, spoilt = (estimate(population, _moved(log, to_right), level=level) for to_right in (True, False))
    value, centre = before.value - after.value, mended.value - spoilt.value
    phi = _exclusive(mended.value, spoilt.value)
    below = _joined(mended.value - mended.low, spoilt.high - spoilt.value, phi)
    above = _joined(mended.high - mended.value, spoilt.value - spoilt.low, phi)
    low, high = max(-1.0, centre - below), min(1.0, centre + above)
    return Estimate(value, min(low, value), max(high, value), before.n)


def _moved(log: Sequence[Relabelled], to_right: bool) -> list[Removal]:
    return [Removal(one.audit, _is_moved(one, to_right)) for one in log]


def _is_moved(one: Relabelled, to_right: bool) -> float | None:
    if one.before == one.after:
        return 0.0
    if one.reference is None:
        return None
    return float((one.after if to_right else one.before) == one.reference)


def _exclusive(p: float, q: float) -> float:
    rest = (1 - p) * (1 - q)
    return -min(1.0, sqrt(p * q / rest)) if rest > 0 else -1.0


def _joined(a: float, b: float, phi: float) -> float:
    return sqrt(max(0.0, a * a - 2 * phi * a * b + b * b))
