"""Whether a run departs from its pilot: what a sample costs, and which share of what it writes is accepted.

Both tests ask whether the difference is larger than the pilot's size explains. Whether it is large enough to matter is
another question (`MATTERS`): of a thousand rows nearly every difference is real.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
MATTERS = 1.5  # times as much, or as little
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True)
class Ratio:
    """USD a sample with its standard error, of `rows` rows."""

    value: float
    error: float
    rows: int


def cost_of_a_sample(rows: Sequence[tuple[float, int]]) -> Ratio | None:
    """What a sample cost: the sum of the costs by the number of accepted samples, with its sampling error.

    `R = sum(c) / sum(a)`, `se = sqrt(m / (m - 1) * sum((c - R a)^2)) / sum(a)` for m rows.

    Parameters
    ----------
    rows : for each row its cost in USD and how many samples came of it. Rows without a sample cost as well.

    Returns
    -------
    None where fewer than two rows or no sample are known, or all was free.

    Reference: Cochran, Sampling Techniques (1977), 2.11, the ratio estimator.
    """
    count, spent, accepted = len(rows), sum(cost for cost, _n in rows), sum(n for _cost, n in rows)
    if count < 2 or not accepted or not spent:
        return None
    ratio = spent / accepted
    squares = sum((cost - ratio * n) ** 2 for cost, n in rows)
    return Ratio(ratio, sqrt(count / (count - 1) * squares) / accepted, count)


def cost_departs(now: float, rows: int, pilot: Ratio) -> bool:
    """Whether a cost a sample, of so many rows, is another than the pilot's and matters.

    The rows are taken to scatter as the pilot's do, so the error of the difference is the pilot's times
    `sqrt(1 + m / rows)`; few rows of a pilot are told by Student's t.
    """
    error = pilot.error * sqrt(1 + pilot.rows / max(rows, 1))
    return _matters(now, pilot.value) and abs(now - pilot.value) > student_t(pilot.rows - 1) * error


def share_departs(now: tuple[int, int], pilot: tuple[int, int]) -> bool:
    """Whether two shares, each as (count, n), differ by the pooled z-test, and matter.

    Reference: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), 3.2.
    """
    (some, of), (before, whole) = now, pilot
    if not of or not whole:
        return False
    pooled = (some + before) / (of + whole)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / whole))
    return _matters(some / of, before / whole) and abs(some / of - before / whole) > Z * error


def student_t(df: int) -> float:
    """The two-sided 95 % point of Student's t for df >= 1; within 0.01 from 5 degrees on.

    Reference: Abramowitz and Stegun (1964), 26.7.5, three terms.
    """
    first, second = (Z**3 + Z) / 4, (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    third = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    return Z + first / df + second / df**2 + third / df**3


def _matters(now: float, before: float) -> bool:
    low, high = sorted((now, before))
    return high > MATTERS * low
