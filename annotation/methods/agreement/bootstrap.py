"""Bootstrap intervals over items: BCa for few items, percentiles for many."""

from collections.abc import Callable

import numpy as np
from scipy.stats import norm

BCA_BELOW = 100  # human.md 3.1
DRAWS = 1000
CELLS_AT_ONCE = 4_000_000

# A statistic takes weights (draws, items), how often each item counts, and returns one value a draw.
Statistic = Callable[[np.ndarray], np.ndarray]


def bootstrap_interval(
    statistic: Statistic, items: int, *, level: float = 0.95, draws: int = DRAWS, random_state: int = 0
) -> tuple[float | None, float | None]:
    """Interval of a statistic by drawing items with replacement.

    Items, not answers, are drawn, since answers on one item depend on each other. Draws in which the statistic is
    undefined are left out. Bias-corrected and accelerated (Efron 1987) below 100 items, percentiles from there on.

    Parameters
    ----------
    statistic : weights (draws, items) -> values (draws,); weights are counts, all ones give the estimate itself.
    items : number of items. level : coverage aimed at. random_state : seed.

    Returns
    -------
    (low, high); (None, None) with fewer than two items, where fewer than half of the draws are defined, and where all
    draws are alike: items without one difference, drawn again, show none, which bounds nothing.
    """
    if items < 2:
        return None, None
    values = _draw(statistic, items, draws, np.random.default_rng(random_state))
    values = values[np.isfinite(values)]
    if len(values) < draws / 2 or np.ptp(values) < 1e-12:
        return None, None
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if items < BCA_BELOW:
        tails = _accelerated(statistic, items, values, tails)
    low, high = np.quantile(values, tails)
    return float(low), float(high)


def _draw(statistic: Statistic, items: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    step = max(1, CELLS_AT_ONCE // items)
    even = np.full(items, 1 / items)
    return np.concatenate(
        [statistic(rng.multinomial(items, even, size=min(step, draws - start))) for start in range(0, draws, step)]
    )


def _accelerated(statistic: Statistic, items: int, values: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """Shift the tails for bias and skewness; plain tails where the correction is undefined (no spread at all)."""
    estimate = statistic(np.ones((1, items)))[0]
    without_one = statistic(1 - np.eye(items))
    below = (np.sum(values < estimate) + np.sum(values == estimate) / 2) / len(values)
    without_one = without_one[np.isfinite(without_one)]
    spread = without_one.mean() - without_one if len(without_one) else without_one
    power = np.sum(spread**2) ** 1.5
    if not 0 < below < 1 or power == 0:
        return tails
    acceleration = np.sum(spread**3) / (6 * power)
    shift = norm.ppf(below)
    moved = shift + norm.ppf(tails)
    return norm.cdf(shift + moved / (1 - acceleration * moved))
