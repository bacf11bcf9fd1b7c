"""How two sides agree on a scale of whole numbers."""

from collections.abc import Sequence

import numpy as np

from annotation.methods.agreement.bootstrap import Statistic, bootstrap_interval
from annotation.methods.agreement.coefficient import NO_PAIRS, NO_VARIATION, Coefficient, ratio
from annotation.methods.agreement.figures import Figure, mean, share

Pair = tuple[int, int]
STEP = 1


def rating(pairs: Sequence[Pair]) -> list[Figure]:
    """The share of items within one step of each other, and the mean of left less right, in steps of the scale.

    Parameters: pairs of numbers, one pair an item. Returns both Figures, the first with Wilson's interval.
    """
    return [
        share("within_one", [is_within_one(*pair) for pair in pairs]),
        mean("difference", [left - right for left, right in pairs]),
    ]


def is_within_one(left: int, right: int) -> bool:
    return abs(left - right) <= STEP


def weighted_kappa(pairs: Sequence[Pair], *, random_state: int = 0) -> Coefficient:
    """Cohen's kappa with quadratic weights on the numbers of the scale themselves.

    `kappa = 1 - sum_i (x_i - y_i)^2 / n / (mean x^2 + mean y^2 - 2 mean x mean y)`, the expected squared distance of an
    x and a y that know nothing of each other. A point of the scale that nobody gave is a step all the same, as it is
    not where ranks of the given ones are taken (`cohen_kappa(weights="quadratic")`).

    Returns a Coefficient with a bootstrap interval over items; None with the reason "needs two annotators on one item"
    without pairs, or "no variation" where both gave one number alone.

    Reference: Cohen, Psychological Bulletin 70 (1968) 213.
    """
    if not pairs:
        return Coefficient(None, reason=NO_PAIRS)
    statistic, size = kappa_statistic(pairs), len(pairs)
    value = statistic(np.ones((1, size)))[0]
    if not np.isfinite(value):
        return Coefficient(None, items=size, answers=2 * size, reason=NO_VARIATION)
    low, high = bootstrap_interval(statistic, size, random_state=random_state)
    return Coefficient(float(value), low, high, size, 2 * size)


def kappa_statistic(pairs: Sequence[Pair]) -> Statistic:
    """The same as a statistic of how often each item counts: one value a row of weights, NaN where nothing varies."""
    left, right = np.array(pairs, dtype=float).reshape(-1, 2).T
    apart = (left - right) ** 2

    def statistic(weights: np.ndarray) -> np.ndarray:
        weights = weights / weights.sum(axis=1, keepdims=True)
        x, y = weights @ left, weights @ right
        expected = weights @ left**2 + weights @ right**2 - 2 * x * y
        return ratio(weights @ apart, np.where(expected > 1e-12, expected, 0))

    return statistic
