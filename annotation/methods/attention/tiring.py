"""Whether a person errs more the longer they sit: logistic regression of error on the place in the sitting."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from annotation.methods.columns import checked
from generation.methods.translatable import gettext_noop as _

P = 0.01
POINTS = 0.05
LEAST_OF_EACH = 5
ROUNDS, CLOSE = 50, 1e-10
FEW = _("fewer than five answers that differ from the known label, or that agree with it")
NO_SPREAD = _("all answers stand at one place of a sitting")


@dataclass(frozen=True)
class Slope:
    """`value`: by how much the share of errors changes from the first answer of a sitting to the `until`-th, with its
    95 % interval; `p` of the slope; `tires`: it rises by five points or more, at p < .01."""

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    n: int
    until: int
    tires: bool = False
    reason: str = ""


def slope(answers: pd.DataFrame, *, level: float = 0.95) -> Slope:
    """`logit P(error) = a + b position`, by Newton's steps; Wald's test of b, the change by the delta method.

    `until` is the place that nine in ten answers stand before: nothing is foretold past it.

    Parameters: answers (position, error), of one person, position from 1, error bool. Returns a Slope; without value,
    with a reason, where fewer than five answers err or fewer than five do not. Reference: human.md's alarm, after
    Mathur, Baldwin and Cohn, EMNLP 2017.
    """
    answers = checked(answers, ("position", "error"))
    x, y = answers["position"].to_numpy(dtype=float), answers["error"].to_numpy(dtype=float)
    until = int(np.quantile(x, 0.9)) if len(x) else 0
    if min(y.sum(), len(y) - y.sum()) < LEAST_OF_EACH:
        return Slope(None, None, None, None, len(y), until, reason=FEW)
    if until <= 1 or np.ptp(x) == 0:
        return Slope(None, None, None, None, len(y), until, reason=NO_SPREAD)
    places = np.array([1.0, until])
    fit, cover = _fitted(np.column_stack([np.ones_like(x), x / until]), y)
    ends = np.column_stack([np.ones(2), places / until])
    first, last = expit(ends @ fit)
    change = last - first
    grown = last * (1 - last) * ends[1] - first * (1 - first) * ends[0]
    half = norm.ppf((1 + level) / 2) * float(np.sqrt(grown @ cover @ grown))
    p = float(2 * norm.sf(abs(fit[1]) / np.sqrt(cover[1, 1])))
    tires = bool(p < P and change >= POINTS)
    return Slope(float(change), max(-1.0, change - half), min(1.0, change + half), p, len(y), until, tires)


def _fitted(design: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (2,) and their covariance (2, 2). A ridge of 1e-6 keeps a perfect split from running away."""
    found = np.zeros(design.shape[1])
    for _round in range(ROUNDS):
        p = expit(design @ found)
        curved = design.T @ (design * (p * (1 - p))[:, None]) + 1e-6 * np.eye(len(found))
        step = np.linalg.solve(curved, design.T @ (y - p) - 1e-6 * found)
        found = found + np.clip(step, -5, 5)
        if np.abs(step).max() < CLOSE:
            break
    return found, np.linalg.inv(curved)
