"""Bootstrap intervals over items: BCa for few items, percentiles for many."""

from collections.abc import Callable

import numpy as np
from scipy.stats import norm

BCA_BELOW = 100  # human.md 3.1
DRAWS = 1000
FEWER_DRAWS, FROM_PATTERNS = 200, 50_000  # the interval is narrow by then, and its limits vary by a tenth of it
CELLS_AT_ONCE = 4_000_000
FEW_PATTERNS = 10  # items a pattern from which on a multinomial is quicker than drawing items one by one

# A statistic takes weights (draws, patterns), how often each counts, and returns one value a draw.
Statistic = Callable[[np.ndarray], np.ndarray]


def bootstrap_interval(
    statistic: Statistic,
    items: int | np.ndarray,
    *,
    level: float = 0.95,
    draws: int | None = None,
    random_state: int = 0,
    width: int = 0,
) -> tuple[float | None, float | None]:
    """Interval of a statistic by drawing items with replacement.

    Items, not answers, are drawn, since answers on one item depend on each other. Draws in which the statistic is
    undefined are left out. Bias-corrected and accelerated (Efron 1987) below 100 items, percentiles from there on.

    Parameters
    ----------
    statistic : weights (draws, patterns) -> values (draws,); weights are counts.
    items : how many items show each pattern (patterns.py), or the number of items where each stands for itself.
    level : coverage aimed at. draws : 1,000, of 50,000 patterns or more 200. random_state : seed.
    width : columns that the statistic makes of a draw, where these are
        more than the patterns; bounds how many draws are made at once.

    Returns
    -------
    (low, high); (None, None) with fewer than two items, where fewer than half of the draws are defined, and where all
    draws are alike: items without one difference, drawn again, show none, which bounds nothing.
    """
    times = np.ones(items, dtype=np.int64) if np.isscalar(items) else np.asarray(items)
    total = int(times.sum())
    if total < 2:
        return None, None
    draws = draws or (DRAWS if len(times) < FROM_PATTERNS else FEWER_DRAWS)
    step = max(1, CELLS_AT_ONCE // max(len(times), width))
    values = _draw(statistic, times, draws, step, np.random.default_rng(random_state))
    values = values[np.isfinite(values)]
    if len(values) < draws / 2 or np.ptp(values) < 1e-12:
        return None, None
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if total < BCA_BELOW:
        tails = _accelerated(statistic, times, values, tails)
    low, high = np.quantile(values, tails)
    return float(low), float(high)


def _draw(statistic: Statistic, times: np.ndarray, draws: int, step: int, rng: np.random.Generator) -> np.ndarray:
    sizes = [min(step, draws - start) for start in range(0, draws, step)]
    if len(times) * FEW_PATTERNS < times.sum():
        shares = times / times.sum()
        return np.concatenate([statistic(rng.multinomial(times.sum(), shares, size=size)) for size in sizes])
    owners = np.repeat(np.arange(len(times)), times)
    return np.concatenate([statistic(_one_by_one(owners, len(times), size, rng)) for size in sizes])


def _one_by_one(owners: np.ndarray, patterns: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    weights = np.empty((draws, patterns))
    for row in weights:
        row[:] = np.bincount(owners[rng.integers(0, len(owners), len(owners))], minlength=patterns)
    return weights


def _accelerated(statistic: Statistic, times: np.ndarray, values: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """Shift the tails for bias and skewness; plain tails where the correction is undefined (no spread at all)."""
    estimate = statistic(times[None].astype(float))[0]
    without_one = statistic(times - np.eye(len(times)))
    below = (np.sum(values < estimate) + np.sum(values == estimate) / 2) / len(values)
    known = np.isfinite(without_one)
    without_one, often = without_one[known], times[known]
    spread = np.average(without_one, weights=often) - without_one if len(without_one) else without_one
    power = np.sum(often * spread**2) ** 1.5
    if not 0 < below < 1 or power == 0:
        return tails
    acceleration = np.sum(often * spread**3) / (6 * power)
    shift = norm.ppf(below)
    moved = shift + norm.ppf(tails)
    return norm.cdf(shift + moved / (1 - acceleration * moved))
