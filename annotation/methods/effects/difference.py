"""The difference of two shares, with Newcombe's interval, and how many answers it takes to see one."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import wilson


def newcombe(count: int, n: int, other: int, m: int, *, level: float = 0.95) -> Estimate:
    """`count / n - other / m`, two independent shares, with Newcombe's hybrid score interval.

    `d - sqrt((p1 - l1)^2 + (u2 - p2)^2)` to `d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`, l and u being Wilson's limits.

    Returns an Estimate with n + m answers; without value where one side has none (the caller knows which and says so).
    Raises ValueError for a count above its n. Reference: Newcombe, Statistics in Medicine 17 (1998) 873, method 10.
    """
    one, two = wilson(count, n, level=level), wilson(other, m, level=level)
    if not n or not m:
        return Estimate(None, n=n + m)
    value = one.value - two.value
    below = sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Estimate(value, max(-1.0, value - below), min(1.0, value + above), n + m)


@dataclass(frozen=True)
class Needed:
    """Answers in each arm."""

    shown: int
    blind: int


def needed(p: float, q: float, *, blind_share: float = 0.5, level: float = 0.95, power: float = 0.8) -> Needed:
    """How many answers it takes to see that two shares differ, when they are p (shown) and q (blind).

    `n = (z_a sqrt(p' (1 - p') (1/s + 1/b)) + z_b sqrt(p (1 - p) / s + q (1 - q) / b))^2 / (p - q)^2` answers in all,
    p' the mean of the two weighted by their shares s and b of the answers. Equal arms: .90 against .80 takes 199 each.

    Raises ValueError where p equals q, or a share is not inside (0, 1). Reference: Fleiss, Levin and Paik, Statistical
    Methods for Rates and Proportions (2003), 4.2, without continuity correction.
    """
    if p == q or not 0 < blind_share < 1:
        raise ValueError("Only two shares that differ, in two arms, need a number of answers to be told apart.")
    shown_share = 1 - blind_share
    z_a, z_b = NormalDist().inv_cdf((1 + level) / 2), NormalDist().inv_cdf(power)
    mean = shown_share * p + blind_share * q
    under_none = sqrt(mean * (1 - mean) * (1 / shown_share + 1 / blind_share))
    under_some = sqrt(p * (1 - p) / shown_share + q * (1 - q) / blind_share)
    total = ((z_a * under_none + z_b * under_some) / (p - q)) ** 2
    return Needed(ceil(total * shown_share), ceil(total * blind_share))
