"""How many answers a promise will take: the riskiest rows first, then audits of what is left."""

from dataclasses import dataclass
from math import inf, log, log1p

import numpy as np

_CUTS = 400
_QUANTILE = 2.3  # nine of ten audits end within so many times the median


@dataclass(frozen=True)
class Plan:
    """To have at most `limit` of all rows wrong: look at the `active` riskiest rows, then draw about `audits` more.

    `left` is the share expected to be wrong among the rows that are left then; `audits_at_most` is what nine of ten
    audits need. Counts of answers from now on.
    """

    limit: float
    active: int
    audits: int
    audits_at_most: int
    left: float

    @property
    def answers(self) -> int:
        return self.active + self.audits


def audits_needed(wrong: float, limit: float, *, risk: float = 0.05) -> float:
    """About the median number of audits until at most `limit` is promised where `wrong` of the rows are wrong.

    `ln(1 / risk) / KL(wrong || limit)`; infinite where not fewer are wrong than may be, 0 where all may be.
    """
    if limit >= 1:
        return 0.0
    if wrong >= limit:
        return inf
    apart = _divergence(wrong, limit)
    return log(1 / risk) / apart if apart > 0 else inf  # rounded to nothing where they differ by a last digit


def planned(chances: np.ndarray, population: int, *, limit: float, risk: float = 0.05) -> Plan:
    """The plan with the fewest answers: `argmin_a a + audits(q(a), t(a))`.

    chances : (rows,) that nobody has reviewed, each the chance that its label is wrong; NaN, not known, is taken for
        the mean. q(a) is the mean chance below the a riskiest rows, t(a) = limit x population / (rows - a).
    population : all rows of the snapshot.

    No bet of the certificate rests on this: a plan from bad chances costs answers, never the promise.
    Where nothing less will do, all rows are active. No rows: nothing is to be done.
    """
    return min(plans(chances, population, limit=limit, risk=risk), key=lambda plan: plan.answers)


def plans(chances: np.ndarray, population: int, *, limit: float, risk: float = 0.05, cuts: int = _CUTS) -> list[Plan]:
    """The curve on which `planned` finds the least: what it takes after looking at so many of the riskiest rows.

    Parameters as of `planned`; cuts : between so many numbers of risky rows, evenly spread, none and all among them.
    Audits are at most the rows left: where these are not fewer wrong than may be, all have to be looked at.
    """
    known = chances[~np.isnan(chances)]
    mean = float(known.mean()) if len(known) else 1.0
    riskiest = np.sort(np.nan_to_num(chances, nan=mean))[::-1]
    rest = riskiest.sum() - np.concatenate([[0.0], np.cumsum(riskiest)])
    size, found = len(riskiest), []
    for active in np.unique(np.linspace(0, size, min(size, cuts) + 1).astype(int)).tolist():
        left = size - active
        wrong = max(0.0, float(rest[active])) / left if left else 0.0
        needed = audits_needed(wrong, limit * population / left, risk=risk) if left else 0.0
        audits = int(np.ceil(min(needed, left)))
        found.append(Plan(limit, active, audits, int(min(np.ceil(_QUANTILE * audits), left)), wrong))
    return found


def _divergence(p: float, q: float) -> float:
    """KL of two coins, in nats."""
    return (p * log(p / q) if p > 0 else 0.0) + (1 - p) * (log1p(-p) - log1p(-q))
