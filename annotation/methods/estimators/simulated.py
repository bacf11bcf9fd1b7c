"""Whether an interval from strata holds and is worth it: the same design, drawn many times from known errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.estimators.stratified import limits, wilson_limits

RUNS = 2000
COVERED = 0.94
LEVELS = np.linspace(-2, 2, 9)  # in log odds: from a seventh of the errors that are expected to seven times as many
RUNS_A_LEVEL = 1000
SUREST = 1e-4
NAMES = ("covered", "width", "plain_width")


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


def simulated_in_doubt(
    sizes: Sequence[int], looks: Sequence[int], rates: Sequence[float], *, level: float = 0.95, random_state: int = 0
) -> Simulated:
    """The same where nobody knows yet whether the rates are right, too high, too low, or tell nothing at all.

    Each case, that strata differ as the rates say and that all have one rate, is tried at nine levels of errors, 1,000
    draws each. Coverage is the mean over the levels, for at one level it moves by points with the whole numbers of
    errors that can come out. Returned is the lower coverage of both cases, and the widths of the case that gains less:
    `may_be_shown` holds in either or not at all.
    """
    size, rates = np.asarray(sizes, dtype=float), np.clip(np.asarray(rates, dtype=float), SUREST, 1 - SUREST)
    told = [1 / (1 + np.exp(-np.log(rates / (1 - rates)) - shift)) for shift in LEVELS]
    alike = [np.full(len(size), (size * some).sum() / size.sum()) for some in told]
    cases = [
        [
            simulated(sizes, looks, some, level=level, runs=RUNS_A_LEVEL, random_state=random_state + at)
            for at, some in enumerate(case)
        ]
        for case in (told, alike)
    ]
    means = [[float(np.mean([getattr(one, name) for one in case])) for name in NAMES] for case in cases]
    _covered, width, plain = max(means, key=lambda one: one[1] / one[2] if one[2] else 1.0)
    return Simulated(min(covered for covered, *_widths in means), width, plain)


def _plain(rng, size: np.ndarray, checked: np.ndarray, wrong: np.ndarray, runs: int, level: float) -> float:
    rows, looks, errors = int(size.sum()), int(checked.sum()), int(wrong.sum())
    if looks == rows:
        return 0.0
    p = rng.hypergeometric(errors, rows - errors, looks, size=runs) / looks
    low, high = wilson_limits(p, np.full(runs, looks * (rows - 1) / (rows - looks)), level=level)
    return float((high - low).mean())
