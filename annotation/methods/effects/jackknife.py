"""Intervals where answers come in groups (people, sittings) whose members depend on each other."""

import numpy as np
from scipy.stats import t as student_t


def jackknife(value: float, without: np.ndarray, weights: np.ndarray, *, level: float = 0.95) -> tuple[float, float]:
    """The interval of an estimate from what it becomes without each of its groups.

    `value +- t(d) sqrt(sum (b_-g - value)^2)`. The degrees of freedom count groups by what they weigh,
    `d = (sum w)^2 / sum w^2 - 1`: of ten groups of which two hold nearly all, there are two.

    A bootstrap over groups covered 85 % where it said 95 % with ten people, this 93 to 96 %
    (tests/annotation/methods/effects/test_coverage.py).

    Parameters: value; without (groups,), weights (groups,), what each group adds to the estimate. Returns (low, high).
    Reference: CR3 of MacKinnon and White (1985) for clusters; degrees of freedom after Satterthwaite, as in Carter,
    Schnepel and Steigerwald, Review of Economics and Statistics 99 (2017).
    """
    error = float(np.sqrt(((without - value) ** 2).sum()))
    half = float(student_t.ppf((1 + level) / 2, max(1.0, counted(weights) - 1))) * error
    return value - half, value + half


def counted(weights: np.ndarray) -> float:
    """How many groups of one size would weigh as much as these: between 1 and their number."""
    return float(weights.sum() ** 2 / (weights**2).sum())
