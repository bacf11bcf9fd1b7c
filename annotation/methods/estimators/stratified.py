"""The share of wrong labels from a sample that was drawn within strata, with another rate of draws in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from annotation.methods.estimators.mean import Mean
from annotation.methods.estimators.prediction_powered import powered_share
from generation.methods.estimates import Share


@dataclass(frozen=True)
class Stratum:
    """`wrong` of `checked` rows, drawn without replacement from `size`."""

    size: int
    checked: int
    wrong: int


def stratified_mean(strata: Sequence[Stratum]) -> Mean:
    """`sum W_h p_h` with variance `sum W_h^2 (1 - n_h/N_h) p_h (1 - p_h) / (n_h - 1)`.

    A stratum of which one row was checked has the variance of a coin. ValueError for one without any: nothing is known
    of its rows. Reference: Cochran 1977, 5.3.
    """
    size, checked, wrong = _columns(strata)
    weight, p = size / size.sum(), wrong / checked
    spread = np.where(checked > 1, p * (1 - p) / np.maximum(checked - 1, 1), 0.25)
    variance = (weight**2 * (1 - checked / size) * spread).sum()
    return Mean(float((weight * p).sum()), float(np.sqrt(variance)), int(checked.sum()))


def stratified_share(strata: Sequence[Stratum], *, level: float = 0.95) -> Share:
    """The same with an interval that holds where some strata show no error: Wilson's, of the rows they are worth.

    A variance is smoothed, half an error and half a right label added to each stratum, for one that shows none has not
    none. `m = p (1 - p) / variance` rows drawn from all would tell as much: Wilson's interval of m p of m.

    Returns a Share: `count` wrong of `n` checked rows. Where all rows are checked, the truth.
    Reference: Wilson with an effective sample size, Dean and Pagano 2015; Franco, Little, Louis and Slud 2019.
    """
    size, checked, wrong = _columns(strata)
    value, low, high = (float(one) for one in limits(size, checked, wrong, level=level))
    return Share(value, low, high, int(wrong.sum()), int(checked.sum()), int(size.sum()))


def limits(size: np.ndarray, checked: np.ndarray, wrong: np.ndarray, *, level: float = 0.95) -> tuple:
    """Value, lower and upper limit of `stratified_share`: (H,) strata, or (runs, H) `wrong` of many draws at once."""
    weight, wrong = size / size.sum(), np.asarray(wrong, dtype=float)
    value = (weight * wrong / checked).sum(axis=-1)
    smooth = (wrong + 0.5) / (checked + 1)
    variance = (weight**2 * (1 - checked / size) * smooth * (1 - smooth) / checked).sum(axis=-1)
    if (checked == size).all():
        return value, value, value
    middle = (weight * smooth).sum(axis=-1)
    low, high = wilson_limits(value, middle * (1 - middle) / variance, level=level)
    return value, np.minimum(low, value), np.maximum(high, value)


def wilson_limits(p: np.ndarray, n: np.ndarray, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's limits for shares `p` of `n` rows, which need be no whole numbers."""
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle, scale = p + z2 / (2 * n), 1 + z2 / n
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n)))
    return np.maximum(0.0, (middle - half) / scale), np.minimum(1.0, (middle + half) / scale)


def joined_share(strata: Sequence[Stratum], *, level: float = 0.95) -> Share:
    """The same, joined from Wilson's interval of each stratum: `low = p - sqrt(sum W_h^2 (p_h - low_h)^2)`.

    Each with the finite population. Reference: Zou and Donner 2008 (MOVER).
    """
    size, checked, wrong = _columns(strata)
    weight, p = size / size.sum(), wrong / checked
    parts = [_finite(one, level) for one in strata]
    value = float((weight * p).sum())
    below = float(np.sqrt((weight**2 * (p - [low for low, _high in parts]) ** 2).sum()))
    above = float(np.sqrt((weight**2 * (p - [high for _low, high in parts]) ** 2).sum()))
    return Share(
        value, max(0.0, value - below), min(1.0, value + above), int(wrong.sum()), int(checked.sum()), int(size.sum())
    )


def stratified_powered(
    losses: Sequence[np.ndarray], predicted: Sequence[np.ndarray], others: Sequence[np.ndarray]
) -> Mean:
    """PPI++ in each stratum, each with a weight of its own, put together by the strata's sizes (Strat-PPI).

    Parameters: one array for each stratum, as of `powered_share`; two answers in each at least.
    Reference: Fisch et al., NeurIPS 2024 (arXiv 2406.04291), for finite strata.
    """
    parts = [powered_share(*one) for one in zip(losses, predicted, others, strict=True)]
    sizes = np.array([len(one) + len(more) for one, more in zip(losses, others, strict=True)], dtype=float)
    weight = sizes / sizes.sum()
    value = sum(w * part.value for w, part in zip(weight, parts, strict=True))
    variance = sum((w * part.error) ** 2 for w, part in zip(weight, parts, strict=True))
    return Mean(float(value), float(np.sqrt(variance)), sum(part.n for part in parts))


def _columns(strata: Sequence[Stratum]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size, checked, wrong = (
        np.array([getattr(one, name) for one in strata], dtype=float) for name in ("size", "checked", "wrong")
    )
    if not len(size) or (checked < 1).any():
        raise ValueError("A stratum without a checked row says nothing of its rows.")
    return size, checked, wrong


def _finite(one: Stratum, level: float) -> tuple[float, float]:
    if one.checked == one.size:
        return one.wrong / one.size, one.wrong / one.size
    p, worth = one.wrong / one.checked, one.checked * (one.size - 1) / (one.size - one.checked)
    low, high = wilson_limits(p, worth, level=level)
    return min(low, p), max(high, p)
