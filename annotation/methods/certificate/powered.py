"""How many labels of a snapshot are wrong, by audit answers and a judge who has read every row: prediction-powered."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from annotation.methods.certificate.bound import Ledger, read_log
from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal

#: Below, such an interval covers far less than it says (docs/methods.md): it is shown, and said to be but a hint.
ENOUGH_ANSWERS, ENOUGH_WRONG, ENOUGH_LIKE = 200, 30, 0.1


@dataclass(frozen=True)
class Judged:
    """An item that left the pool of unreviewed ones, in the order of removal.

    `doubted`: the judge, who was taught by no audit answer, finds its label wrong.
    """

    removal: Removal
    doubted: bool


@dataclass(frozen=True)
class Powered:
    """The share of wrong labels with its interval.

    `weight`: how much of the judge's word is taken, 0 to 1. `correlation`: of the two verdicts among the draws.
    `enough`: whether intervals like this one cover what they promise.
    """

    value: float
    low: float
    high: float
    n: int
    wrong: int
    weight: float
    correlation: float
    enough: bool


def powered(population: int, doubted: int, log: Sequence[Judged], *, level: float = 0.95) -> Powered | None:
    """Share of wrong labels in the frozen population, from its audit draws and the judge's verdict on every row.

    `M = M_X + w (G - M_g)`: the estimate from answers alone, put right by how far the same draws miss the number of
    doubted rows, which is known. Both come from the audit draws as in `estimate`, whatever the active queue removed in
    between. `w = Cov(X, g) / Var(g)`, held to [0, 1], makes the interval shortest; with w = 0 the answers stand alone.
    The interval is `M -+ z s sqrt(sum v^2) / sum v/r`, where s is the deviation of `X - w g` among the draws, v their
    weights and r the rows left: draws without replacement, so it shrinks to the truth as the population is used up.

    Parameters
    ----------
    population : items in the snapshot. doubted : how many of them the judge doubts. log : all that left it, in order;
    what nobody has resolved counts as often wrong as the others.

    Returns Powered, or None with fewer than two resolved draws or where the judge doubts no row or every one. It is
    asymptotic: with few answers or rare errors it covers less than it says, which `enough` tells.

    Reference: Angelopoulos, Duchi and Zrnic, "PPI++" (arXiv 2311.01453) for a finite population; Saad-Falcon et al.,
    "ARES" (NAACL 2024, arXiv 2311.09476).
    """
    alone = estimate(population, [one.removal for one in log], level=level)
    if alone.n < 2 or not 0 < doubted < population:
        return None
    settled = [_settled(one, alone.value) for one in log]
    wrong = read_log(population, [one.removal for one in settled])
    judge = read_log(population, [Removal(one.removal.audit, float(one.doubted)) for one in settled])
    share = doubted / population
    weight = float(np.clip(_covariance(wrong.losses, judge.losses) / (share * (1 - share)), 0, 1))
    pull = 1 / np.maximum(wrong.left - 1, 0.5)  # as in `estimate`
    slope = float((pull / wrong.left).sum())
    total = _total(wrong, pull, slope) + weight * (doubted - _total(judge, pull, slope))
    deviation = float(np.std(wrong.losses - weight * judge.losses, ddof=1))
    reach = NormalDist().inv_cdf((1 + level) / 2) * deviation * float(np.sqrt((pull**2).sum())) / slope
    known = [one.removal.loss for one in log if one.removal.loss is not None]
    least, most = sum(known), population - sum(1 - loss for loss in known)
    value, low, high = (float(np.clip(one, least, most)) / population for one in (total, total - reach, total + reach))
    return _told(value, low, high, wrong.losses, judge.losses, weight)


def _settled(one: Judged, rate: float) -> Judged:
    """What nobody resolved is no draw any more; it left the pool all the same, wrong as often as the others."""
    return one if one.removal.loss is not None else Judged(Removal(False, rate), one.doubted)


def _total(ledger: Ledger, pull: np.ndarray, slope: float) -> float:
    return float((pull * ledger.losses + pull / ledger.left * ledger.before).sum()) / slope


def _covariance(one: np.ndarray, other: np.ndarray) -> float:
    return float(((one - one.mean()) * (other - other.mean())).sum()) / (len(one) - 1)


def _told(value: float, low: float, high: float, wrong: np.ndarray, judge: np.ndarray, weight: float) -> Powered:
    spread = float(np.std(wrong, ddof=1) * np.std(judge, ddof=1))
    correlation = _covariance(wrong, judge) / spread if spread else 0.0
    n, errors = len(wrong), int(wrong.sum())
    enough = n >= ENOUGH_ANSWERS and errors >= ENOUGH_WRONG and correlation >= ENOUGH_LIKE
    return Powered(value, low, high, n, errors, weight, correlation, enough)
