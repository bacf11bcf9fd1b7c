"""How well a risk score tells wrong labels from right ones: AUROC with its interval."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy.optimize import brentq
from scipy.stats import rankdata

from annotation.methods.stopping.words import ENOUGH_APART


@dataclass(frozen=True)
class ToldApart:
    """`value`: the chance that of a wrong and a right label the wrong one has the higher risk, ties half; .5 is what an
    order by chance has. It rests on `wrong` and `right` labels. No value without both."""

    value: float | None
    low: float | None
    high: float | None
    wrong: int
    right: int

    @property
    def is_enough(self) -> bool:
        return min(self.wrong, self.right) >= ENOUGH_APART


def told_apart(risk: np.ndarray, wrong: np.ndarray, *, level: float = 0.95) -> ToldApart:
    """AUROC of rows that chance drew: `(R - m (m + 1) / 2) / (m n)`, R the sum of the midranks of the m wrong labels.

    The interval is Newcombe's method 5, of all t with
    `|value - t| <= z sqrt(t (1 - t) / (m n) (2 N - 1 - 3 (N - 1) / ((2 - t)(1 + t))))`, `N = (m + n) / 2`: it stays
    within [0, 1] and has a width where all wrong labels lie above all right ones.

    Parameters
    ----------
    risk : (rows,) of each label, higher is likelier wrong, by a score that has not learned from its answer; rows
        without (NaN) are left out.
    wrong : (rows,) True where people found the label wrong. Rows that were chosen for their risk show another AUROC.
    level : of the interval, two-sided.

    Returns
    -------
    ToldApart; without value where no label, or each, is wrong.

    Reference: Newcombe, Statistics in Medicine 25 (2006) 559, method 5; Hanley and McNeil, Radiology 143 (1982) 29.
    """
    known = ~np.isnan(risk)
    risk, wrong = risk[known], wrong[known].astype(bool)
    m, n = int(wrong.sum()), int((~wrong).sum())
    if not m or not n:
        return ToldApart(None, None, None, m, n)
    value = float((rankdata(risk)[wrong].sum() - m * (m + 1) / 2) / (m * n))
    z = NormalDist().inv_cdf((1 + level) / 2)
    return ToldApart(value, _limit(value, 0.0, m, n, z), _limit(value, 1.0, m, n, z), m, n)


def _limit(value: float, end: float, m: int, n: int, z: float) -> float:
    """The t between the value and an end of [0, 1] at which the two lie just z standard errors apart."""
    if value == end:
        return end
    half = (m + n) / 2

    def beyond(t: float) -> float:
        spread = t * (1 - t) / (m * n) * (2 * half - 1 - 3 * (half - 1) / ((2 - t) * (1 + t)))
        return (value - t) ** 2 - z * z * spread

    near = value + 1e-9 * (end - value)  # values of 0 and 1 solve the equation themselves; the other t is looked for
    return float(brentq(beyond, *sorted((near, end))))
