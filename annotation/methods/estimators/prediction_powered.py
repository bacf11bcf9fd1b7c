"""The share of wrong labels from a uniform sample and a prediction for every row: PPI++.

The prediction need be neither calibrated nor unbiased, but it may not have learned from these answers: see `cross_fit`.
`annotation/methods/certificate/powered.py` is the same for the draws of an audit among rows that a queue takes away.
"""

from dataclasses import dataclass

import numpy as np

from annotation.methods.estimators.mean import Mean

#: Below, such an interval covers less than it says (docs/methods.md): Wilson's stands in its place.
ENOUGH_CHECKS, ENOUGH_ERRORS, ENOUGH_LIKE = 200, 20, 0.1


@dataclass(frozen=True)
class Powered(Mean):
    """A Mean, and how much of the prediction is taken: `weight`, 0 (answers alone) to 1."""

    weight: float


def powered_mean(losses: np.ndarray, predicted: np.ndarray, others: np.ndarray, *, weight: float | None = None):
    """Mean loss of the rows that answers and predictions are drawn from, an endless population.

    `w mean(f') + mean(Y - w f)`, with variance `w^2 var(f')/N + var(Y - w f)/n`; the best weight is
    `Cov(Y, f) / ((1 + n/N) Var(f))`, held to [0, 1].

    Parameters
    ----------
    losses : (n,) answers, 0 or 1. predicted : (n,) the prediction of these rows. others : (N,) that of all other rows.
    weight : a fixed one instead of the best.

    Returns Powered. A prediction that never varies has weight 0. ValueError for no answer or no other row.

    Reference: Angelopoulos, Duchi and Zrnic, "PPI++" (arXiv 2311.01453); covariance and variances of the error with
    1/n, the variance of all predictions with n - 1.
    """
    losses, predicted, others = (np.asarray(one, dtype=float) for one in (losses, predicted, others))
    n, more = len(losses), len(others)
    if not n or not more:
        raise ValueError("PPI takes answers and rows without one.")
    if weight is None:
        weight = _best(losses, predicted, np.concatenate([predicted, others]), 1 + n / more)
    value = weight * others.mean() + (losses - weight * predicted).mean()
    variance = weight**2 * others.var() / more + (losses - weight * predicted).var() / n
    return Powered(float(value), float(np.sqrt(variance)), n, float(weight))


def powered_share(losses: np.ndarray, predicted: np.ndarray, others: np.ndarray) -> Powered:
    """The same of the n + N rows themselves, a finite population from which n were drawn without replacement.

    `w mean(all f) + mean(Y - w f)`, with variance `(1 - n/(n + N)) s^2(Y - w f) / n`: the difference estimator, whose
    error is nought when every row is answered. Parameters as of `powered_mean`; N may be 0, two answers are needed.

    Reference: as `powered_mean`; Cochran 1977, 7.2.
    """
    losses, predicted, others = (np.asarray(one, dtype=float) for one in (losses, predicted, others))
    n, everything = len(losses), np.concatenate([predicted, others])
    if n < 2:
        raise ValueError("A variance takes two answers.")
    weight = _best(losses, predicted, everything, 1.0)
    rest = losses - weight * predicted
    value = weight * everything.mean() + rest.mean()
    variance = (1 - n / len(everything)) * rest.var(ddof=1) / n
    return Powered(float(value), float(np.sqrt(variance)), n, float(weight))


def may_be_shown(losses: np.ndarray, predicted: np.ndarray) -> bool:
    """Whether there are 200 answers with 20 errors, and the prediction goes with them (correlation of .1 or more)."""
    losses, predicted = np.asarray(losses, dtype=float), np.asarray(predicted, dtype=float)
    if len(losses) < ENOUGH_CHECKS or losses.sum() < ENOUGH_ERRORS or not losses.std() or not predicted.std():
        return False
    return float(np.corrcoef(losses, predicted)[0, 1]) >= ENOUGH_LIKE


def _best(losses: np.ndarray, predicted: np.ndarray, everything: np.ndarray, scale: float) -> float:
    if np.ptp(everything) == 0:  # its variance may be the last bit of a rounding
        return 0.0
    spread = everything.var(ddof=1)
    covariance = (losses * predicted).mean() - losses.mean() * predicted.mean()
    return float(np.clip(covariance / (scale * spread), 0, 1))
