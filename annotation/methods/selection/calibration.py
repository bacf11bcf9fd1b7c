"""From log odds that order rows to a probability that can be believed, and on what it rests."""

from dataclasses import asdict, dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

# Beforehand the odds are taken at their word, give or take: a shift of one, a slope of one and a third, and between
# chosen rows and all rows a shift of one. Normal, so a few answers move them little.
SHIFT_SPREAD, SLOPE_SPREAD, LEVEL_SPREAD = 1.0, 0.3, 1.0
_LEAST_SLOPE = 0.1  # rising, so that the probability and the order never disagree

ASSUMED, CHOSEN, DRAWN = "assumed", "chosen", "drawn"


@dataclass(frozen=True)
class Basis:
    """On what a probability rests: answers to chosen and drawn rows alike, how many of them found a wrong label, and
    the same of those rows that chance had drawn."""

    answers: int
    errors: int
    drawn: int = 0
    drawn_errors: int = 0

    @property
    def kind(self) -> str:
        """`drawn`: the level is that of rows drawn by chance; `chosen`: of chosen rows; `assumed`: of none."""
        return DRAWN if self.drawn else CHOSEN if self.answers else ASSUMED

    def told(self) -> dict:
        return {"kind": self.kind} | asdict(self)


def calibrated(odds: np.ndarray, heard: np.ndarray, wrong: np.ndarray, drawn: np.ndarray) -> tuple[np.ndarray, Basis]:
    r"""The chance that each label is wrong, :math:`\sigma(\delta + c + m\,o_i)`, rising with the odds.

    Slope and shift are fitted to all answers, on odds of models that had not seen the row (Platt). Chosen rows serve
    for that: they were chosen by what the odds read, so among rows of like odds they are no worse than others. How far
    this holds where nobody chose to look is what the rows drawn by chance tell: :math:`\delta` makes as many of them
    wrong as were found wrong, as far as their number bears it out.

    Parameters
    ----------
    odds : (rows,) log odds. heard, wrong, drawn : (rows,) booleans: answered, found wrong, answered because drawn by
        chance from all rows that had no answer.

    Returns
    -------
    (rows,) probabilities, and the Basis. Without answers the odds are taken at their word.

    Reference: Platt, "Probabilistic outputs for support vector machines" (1999), with normal priors in place of his
    smoothed targets.
    """
    basis = Basis(int(heard.sum()), int(wrong[heard].sum()), int(drawn.sum()), int(wrong[drawn].sum()))
    shift, slope = _platt(odds[heard], wrong[heard])
    line = shift + slope * odds
    return expit(line + _level(line[drawn], wrong[drawn])), basis


def _platt(odds: np.ndarray, wrong: np.ndarray) -> tuple[float, float]:
    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        line = at[0] + at[1] * odds
        left = expit(line) - wrong
        away = np.array([at[0] / SHIFT_SPREAD, (at[1] - 1) / SLOPE_SPREAD])
        value = (np.logaddexp(0, line) - wrong * line).sum() + 0.5 * away @ away
        return value, np.array([left.sum(), left @ odds]) + away / [SHIFT_SPREAD, SLOPE_SPREAD]

    bounds = [(None, None), (_LEAST_SLOPE, None)]
    return tuple(minimize(loss, [0.0, 1.0], jac=True, method="L-BFGS-B", bounds=bounds).x)


def _level(line: np.ndarray, wrong: np.ndarray) -> float:
    """The likeliest shift: as many expected as found, less what the prior holds back. Newton's steps, convex."""
    shift = 0.0
    for _step in range(50):
        chance = expit(line + shift)
        slope = (chance - wrong).sum() + shift / LEVEL_SPREAD**2
        curve = (chance * (1 - chance)).sum() + 1 / LEVEL_SPREAD**2
        shift -= np.clip(slope / curve, -1, 1)
    return float(shift)
