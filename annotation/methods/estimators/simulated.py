"""Whether an interval from strata holds and is worth it: the same design, drawn many times from known errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.estimators.stratified import limits, wilson_limits

RUNS = 2000
COVERED = 0.94


@dataclass(frozen=True)
class Simulated:
    """Of `runs` draws within strata: the share whose interval held the truth, and its mean width; beside the width of
    Wilson's interval from as many rows drawn from all."""

    covered: float
    width: float
    plain_width: float

    @property
    def may_be_shown(self) -> bool:
        """It covers 94 % at least and is narrower: otherwise Wilson's interval is shown and no other."""
        return self.covered >= COVERED and self.width < self.plain_width


def simulated(
    sizes: Sequence[int],
    looks: Sequence[int],
    rates: Sequence[float],
    *,
    level: float = 0.95,
    runs: int = RUNS,
    random_state: int = 0,
) -> Simulated:
    """Draw `looks` from strata of these sizes, of which the share `rates` is wrong, without replacement.

    Parameters: one number for each stratum, of looks one at least. Rates are those that the answers speak for.
    """
    size, checked = np.asarray(sizes, dtype=int), np.asarray(looks, dtype=int)
    wrong = np.clip(np.round(size * np.asarray(rates, dtype=float)), 0, size).astype(int)
    rng, truth = np.random.default_rng(random_state), wrong.sum() / size.sum()
    drawn = rng.hypergeometric(wrong, size - wrong, checked, size=(runs, len(size)))
    _value, low, high = limits(size, checked, drawn, level=level)
    covered = float(((low <= truth + 1e-12) & (truth <= high + 1e-12)).mean())
    return Simulated(covered, float((high - low).mean()), _plain(rng, size, checked, wrong, runs, level))


def _plain(rng, size: np.ndarray, checked: np.ndarray, wrong: np.ndarray, runs: int, level: float) -> float:
    rows, looks, errors = int(size.sum()), int(checked.sum()), int(wrong.sum())
    if looks == rows:
        return 0.0
    p = rng.hypergeometric(errors, rows - errors, looks, size=runs) / looks
    low, high = wilson_limits(p, np.full(runs, looks * (rows - 1) / (rows - looks)), level=level)
    return float((high - low).mean())
