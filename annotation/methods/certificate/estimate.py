"""How many labels of a snapshot are wrong: an estimate with its interval, beside the promise and not part of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from statistics import NormalDist

import numpy as np

from annotation.methods.certificate.bound import read_log
from annotation.methods.certificate.removal import Removal
from generation.methods.estimates import Share

ROUNDING = 1e-6


def estimate(population: int, log: Iterable[Removal], *, level: float = 0.95) -> Share:
    """Share of wrong labels in the whole frozen population, from its audit draws.

    Before draw s the rate among what is left is `p_s = (M - K_s) / r_s`, whatever the active queue removed before. So
    `sum w (X - p)` has mean zero for any weights known before the draw, and `M = (sum w X + sum w K/r) / sum w/r`.
    With `w = 1 / (r - 1)` that is `population * errors / draws` while nothing but audits is removed. The interval is
    the score interval, Wilson's for this sum: all M with `(sum w (X - p))^2 <= z^2 sum w^2 p (1 - p)`, outward to whole
    labels and kept within what is known already (wrong labels found, right ones confirmed), so it shrinks to the truth
    as the population is used up. Where people have found more wrong labels than the draws alone would say, value and
    lower limit are both what was found.

    Parameters: as `bound`. What nobody resolved counts as right for the lower limit and as wrong for the upper one;
    for the value it is as often wrong as the population.

    Returns a Share without value where no draw is resolved; `count` wrong of `n` resolved draws. Reference: martingale
    form of human.md 9.4; score interval: Wilson 1927, for n of N draws Cochran 1977, 2.6.
    """
    log = list(log)
    known = read_log(population, [removal for removal in log if removal.loss is not None])
    if not len(known.losses):
        return Share(None, None, None, 0, 0, population)
    z = NormalDist().inv_cdf((1 + level) / 2)
    low = max(floor(_limits(_draws(population, log, 0.0), z)[0] + ROUNDING), known.finds)
    high = min(ceil(_limits(_draws(population, log, 1.0), z)[1] - ROUNDING), population - known.right)
    value = min(max(_value(population, log), low), high)
    errors, draws = int(known.losses.sum()), len(known.losses)
    return Share(value / population, low / population, high / population, errors, draws, population)


@dataclass(frozen=True)
class _Draws:
    """The audit draws as arrays: weight, weight over what was left, finds before, loss."""

    weight: np.ndarray
    slope: np.ndarray
    before: np.ndarray
    losses: np.ndarray


def _draws(population: int, log: list[Removal], unresolved: float) -> _Draws:
    settled = [Removal(removal.audit, unresolved if removal.loss is None else removal.loss) for removal in log]
    ledger = read_log(population, settled)
    weight = 1 / np.maximum(ledger.left - 1, 0.5)  # the last of all is certain, whatever its weight
    return _Draws(weight, weight / ledger.left, ledger.before, ledger.losses)


def _limits(draws: _Draws, z: float) -> tuple[float, float]:
    """The two totals M at which the squared sum of `w (X - p)` is z^2 times its variance: a quadratic equation."""
    weight, slope, before = draws.weight, draws.slope, draws.before
    total, reach = slope.sum(), float((weight * draws.losses + slope * before).sum())
    a = total**2 + z**2 * (slope**2).sum()
    b = 2 * total * reach + z**2 * (weight * slope + 2 * slope**2 * before).sum()
    c = reach**2 + z**2 * (weight * slope * before + slope**2 * before**2).sum()
    half = float(np.sqrt(max(0.0, b**2 - 4 * a * c)))
    return float(b - half) / float(2 * a), float(b + half) / float(2 * a)


def _value(population: int, log: list[Removal]) -> float:
    """M from the resolved draws, where those removed and not resolved are wrong at the rate M / population."""
    draws, is_open = _draws(population, log, 0.0), np.array([removal.loss is None for removal in log])
    audit = np.array([removal.audit for removal in log])
    resolved, open_before = ~is_open[audit], (np.cumsum(is_open) - is_open)[audit]
    reach = draws.weight * draws.losses + draws.slope * draws.before
    slope = draws.slope * (1 - open_before / population)
    return float(reach[resolved].sum() / slope[resolved].sum())
