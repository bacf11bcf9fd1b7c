"""Whether a model is as often right as it says: reliability diagram, expected calibration error, Brier score."""

from dataclasses import dataclass

import numpy as np

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import ENOUGH, Share, wilson
from generation.methods.translatable import gettext_noop as _

BINS = 10
DRAWS = 1000
FINE = 1000  # for intervals, confidences are rounded to a thousandth: as many patterns, however many rows

FEW_ROWS = _("fewer than twenty rows with a confidence and an answer of people")


@dataclass(frozen=True)
class Bin:
    """Rows whose confidence lies above `low` and up to `high`: its mean, and the share that is right."""

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True)
class Reliability:
    """`over` is mean confidence minus the share that is right, above 0 where the model is surer than it should be.

    `noise`: an `ece` that a model which is exactly as sure as it is right stays below 19 times in 20, with as many rows
    and the same confidences. `brier` is `reliability - resolution + uncertainty`.
    """

    n: int
    over: Estimate
    ece: Estimate
    noise: float | None
    brier: Estimate
    reliability: float | None = None
    resolution: float | None = None
    uncertainty: float | None = None
    bins: tuple[Bin, ...] = ()

    @property
    def is_off(self) -> bool:
        """More than chance makes of a model that is exactly as sure as it is right."""
        return self.noise is not None and self.ece.value > self.noise


def reliability(confidence: np.ndarray, right: np.ndarray, *, bins: int = BINS, random_state: int = 0) -> Reliability:
    """Hold what a model says of its own labels to how often they are right.

    `ECE = sum_b n_b / n |mean confidence_b - share right_b|` over bins of equal width, closed above.
    `Brier = mean (p - y)^2 = REL - RES + UNC`, `REL = sum_b n_b / n (p_b - y_b)^2`, `UNC = y (1 - y)`, and RES the
    resolution that takes in what the bins leave: `sum_b n_b / n (y_b - y)^2 - mean (p - p_b)^2 + 2 mean (p - p_b)
    (y - y_b)`; so the three add up exactly. Intervals by drawing rows.

    Parameters
    ----------
    confidence : (rows,) in [0, 1], the model's own in the label that it gave. right : (rows,) bool, whether people gave
        the same label.

    Returns
    -------
    Reliability; without values and with a reason below twenty rows. ValueError for a confidence outside [0, 1] and
    where the two are of different length.

    Reference: Guo et al., "On calibration of modern neural networks" (ICML 2017); Brier (1950); Murphy (1973) with the
    components within bins of Stephenson, Coelho and Jolliffe (2008); the noise by consistency resampling, Broecker and
    Smith (2007).
    """
    p, y = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    if len(p) != len(y) or not ((p >= 0) & (p <= 1)).all():
        raise ValueError("Each row needs a confidence from 0 to 1 and whether it is right.")
    n = len(p)
    if n < ENOUGH:
        none = Estimate(None, n=n, reason=FEW_ROWS)
        return Reliability(n, none, none, None, none)
    at = _places(p, bins)
    counts = np.bincount(at, minlength=bins)
    filled = counts > 0
    mean_p, mean_y = (np.bincount(at, values, minlength=bins)[filled] / counts[filled] for values in (p, y))
    shares, whole = counts[filled] / n, y.mean()
    within_p, within_y = (values - means[np.cumsum(filled)[at] - 1] for values, means in ((p, mean_p), (y, mean_y)))
    between = shares @ (mean_y - whole) ** 2
    return Reliability(
        n,
        *_estimates(p, y, bins, random_state),
        reliability=float(shares @ (mean_p - mean_y) ** 2),
        resolution=float(between - np.mean(within_p**2) + 2 * np.mean(within_p * within_y)),
        uncertainty=float(whole * (1 - whole)),
        bins=tuple(
            Bin(place / bins, (place + 1) / bins, float(mean), wilson(int(round(mean_right * size)), int(size)))
            for place, mean, mean_right, size in zip(
                np.flatnonzero(filled), mean_p, mean_y, counts[filled], strict=True
            )
        ),
    )


def expected_calibration_error(confidence: np.ndarray, right: np.ndarray, *, bins: int = BINS) -> float:
    """The ECE alone, of any number of rows; NaN of none. As `reliability` takes them."""
    p, y = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    return float(np.abs(np.bincount(_places(p, bins), p - y, minlength=bins)).sum() / len(p)) if len(p) else np.nan


def _places(p: np.ndarray, bins: int) -> np.ndarray:
    """0.7 is the end of its bin, though 0.7 * 10 is a hair more than 7."""
    return np.clip(np.ceil(np.round(p * bins, 9)).astype(int) - 1, 0, bins - 1)


def _estimates(p: np.ndarray, y: np.ndarray, bins: int, seed: int) -> tuple[Estimate, Estimate, float, Estimate]:
    """Over-confidence, ECE, its noise, Brier: values exact, intervals from confidences rounded to a thousandth."""
    kinds, times = np.unique(np.stack([np.round(p * FINE), y]), axis=1, return_counts=True)
    said, was = kinds[0] / FINE, kinds[1]
    in_bin = np.zeros((len(said), bins))
    in_bin[np.arange(len(said)), _places(said, bins)] = 1

    def interval(of_row: np.ndarray) -> tuple:
        return bootstrap_interval(lambda w: w @ of_row / w.sum(axis=1), times, random_state=seed)

    def ece(weights: np.ndarray) -> np.ndarray:
        return np.abs(weights @ (in_bin * (said - was)[:, None])).sum(axis=1) / weights.sum(axis=1)

    n = len(p)
    over = Estimate(float((p - y).mean()), *interval(said - was), n)
    brier = Estimate(float(((p - y) ** 2).mean()), *interval((said - was) ** 2), n)
    error = Estimate(expected_calibration_error(p, y, bins=bins), *bootstrap_interval(ece, times, random_state=seed), n)
    return over, error, _noise(p, bins, seed), brier


def _noise(p: np.ndarray, bins: int, seed: int) -> float:
    """The 95 % point of the ECE where each row is right with just the probability that the model says."""
    said, times = np.unique(np.round(p * FINE) / FINE, return_counts=True)
    in_bin = np.zeros((len(said), bins))
    in_bin[np.arange(len(said)), _places(said, bins)] = 1
    hits = np.random.default_rng(seed).binomial(times, said, size=(DRAWS, len(said)))
    drawn = np.abs((hits - times * said) @ in_bin).sum(axis=1) / len(p)
    return float(np.quantile(drawn, 0.95))
