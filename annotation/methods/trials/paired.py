"""The difference of two shares of the same items, with Newcombe's interval for paired proportions."""

from math import sqrt

from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import wilson


def paired_difference(both: float, before: float, after: float, neither: float, *, level: float = 0.95) -> Estimate:
    """The share that is right after a change minus the share that was right before it, on the same items.

    `d = (after - before) / n`, `d -+ sqrt(a^2 - 2 phi a b + b^2)`, where a and b are how far Wilson's limits of the two
    shares lie from them on the sides that pull apart, and phi is the correlation of the pairs, its numerator lessened
    by n / 2 where it is positive.

    Parameters
    ----------
    both, before, after, neither : how many items were right both times, only before, only after, never. Counts, or
        sums of weights scaled to the effective number of items.

    Returns an Estimate with n items; without value for n = 0. Raises ValueError for a negative count.

    Reference: Newcombe, Statistics in Medicine 17 (1998) 2635, method 10 (square-and-add with corrected phi).
    """
    if min(both, before, after, neither) < 0:
        raise ValueError("A count of items is not negative.")
    n = both + before + after + neither
    if not n:
        return Estimate(None, n=0)
    new, old = wilson(both + after, n, level=level), wilson(both + before, n, level=level)
    phi = _phi(both, before, after, neither)
    value = (after - before) / n
    below = _joined(new.value - new.low, old.high - old.value, phi)
    above = _joined(new.high - new.value, old.value - old.low, phi)
    return Estimate(value, max(-1.0, value - below), min(1.0, value + above), round(n))


def _joined(a: float, b: float, phi: float) -> float:
    return sqrt(max(0.0, a * a - 2 * phi * a * b + b * b))


def _phi(both: float, before: float, after: float, neither: float) -> float:
    """The correlation of the two outcomes; 0 where one of them never varies."""
    margins = (both + before) * (after + neither) * (both + after) * (before + neither)
    if margins <= 0:
        return 0.0
    product = both * neither - before * after
    if product > 0:
        product = max(0.0, product - (both + before + after + neither) / 2)
    return product / sqrt(margins)
