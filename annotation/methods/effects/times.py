"""Time per item, by numbers that a coffee break does not move: medians, and the ratio of two sets of times."""

import numpy as np
from scipy.stats import binom, norm

from annotation.methods.effects.estimate import Estimate
from generation.methods.translatable import gettext_noop as _

#: Above it a person was away, whatever the clock says; sessions end there too.
IDLE_S = 30 * 60
LEAST = 6  # below it no two order statistics hold the median in 95 of 100 samples
LEAST_A_SIDE = 5
PRECISE = 80  # halvings: to the last bit

FEW_TIMES = _("fewer than six timed answers")
FEW_TIMES_A_SIDE = _("fewer than five timed answers in one of the two ways")


def measured(seconds: np.ndarray) -> np.ndarray:
    """The times that say something, (n,) of seconds: not missing, above zero, at most half an hour."""
    seconds = np.asarray(seconds, dtype=float)
    return seconds[np.isfinite(seconds) & (seconds > 0) & (seconds <= IDLE_S)]


def median_time(seconds: np.ndarray, *, level: float = 0.95) -> Estimate:
    """The median with the interval between two order statistics, whatever the times' distribution.

    The l-th smallest to the l-th largest, l the largest number with `P(Bin(n, 1/2) < l) <= (1 - level) / 2`.

    Parameters: seconds (n,), `measured`. Returns an Estimate; no value without times, no interval below six. Reference:
    Hollander, Wolfe and Chicken, Nonparametric Statistical Methods (2014), 3.6 (sign test).
    """
    n = len(seconds)
    if not n:
        return Estimate(None, n=0, reason=FEW_TIMES)
    value, place = float(np.median(seconds)), int(binom.ppf((1 - level) / 2, n, 0.5))
    if n < LEAST or place < 1:
        return Estimate(value, n=n, reason=FEW_TIMES)
    ordered = np.sort(seconds)
    return Estimate(value, float(ordered[place - 1]), float(ordered[n - place]), n)


def log_ratio(seconds: np.ndarray, others: np.ndarray, *, level: float = 0.95) -> Estimate:
    """How many times as long `seconds` are as `others`, as a logarithm: Hodges and Lehmann's shift of log times.

    The median of all differences `ln s - ln o`, and the interval in which the rank-sum test would not refuse a shift
    (normal approximation). One outlier weighs as much as any other time. Nothing of the size (n, m) is held.

    Parameters: seconds (n,), others (m,), both `measured`. Returns an Estimate of the logarithm; without value, with a
    reason, below five on a side. Reference: Hollander, Wolfe and Chicken (2014), 4.2 and 4.3.
    """
    n, m = len(seconds), len(others)
    if min(n, m) < LEAST_A_SIDE:
        return Estimate(None, n=n + m, reason=FEW_TIMES_A_SIDE)
    ours, theirs = np.sort(np.log(seconds)), np.sort(np.log(others))
    pairs = n * m
    spread = norm.ppf((1 + level) / 2) * np.sqrt(pairs * (n + m + 1) / 12)
    lowest = max(1, int(np.floor(pairs / 2 - spread)))
    middle = (_nth(ours, theirs, (pairs + 1) // 2) + _nth(ours, theirs, pairs // 2 + 1)) / 2
    return Estimate(middle, _nth(ours, theirs, lowest), _nth(ours, theirs, pairs + 1 - lowest), n + m)


def _nth(ours: np.ndarray, theirs: np.ndarray, k: int) -> float:
    """The k-th smallest of all differences, by halving the range that holds it."""
    low, high = ours[0] - theirs[-1], ours[-1] - theirs[0]
    for _halving in range(PRECISE):
        middle = (low + high) / 2
        # Differences up to `middle`: of each of theirs, how many of ours lie within it.
        if np.searchsorted(ours, theirs + middle, side="right").sum() >= k:
            high = middle
        else:
            low = middle
    return float(high)
