"""What the next hundred looks bring: at the riskiest rows, or at rows that chance draws."""

from dataclasses import dataclass

import numpy as np

from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.forecast import Forecast, Standing, forecast, riskiest_first
from annotation.methods.certificate.removal import Removal

LOOKS = 100
LIVES = 60


@dataclass(frozen=True)
class Looks:
    """So many `looks` are expected to find `errors` and to bring the bound to `bound` of all rows; of the answers that
    the promise takes now they spare `spared` (as many as they are: none was for nothing)."""

    looks: int
    errors: int
    bound: float
    spared: int


def next_looks(
    standing: Standing, chances: np.ndarray, now: Forecast, *, looks: int = LOOKS, random_state: int = 0
) -> dict[str, Looks]:
    """`active` and `audit`: the promise `now` is held against what it takes after so many looks of one kind.

    The looks find what the chances expect: of the riskiest rows their sum, of audits the mean, evenly spread.
    Returns nothing where no row is left.

    Reference: methods/human.md 5.6, 9.7.
    """
    riskiest = riskiest_first(chances)
    looks = min(looks, len(riskiest))
    if not looks:
        return {}
    evenly = np.unique(np.linspace(0, len(riskiest) - 1, looks).round().astype(int))
    ways = {"active": np.arange(looks), "audit": evenly}
    return {
        name: _after(standing, riskiest, places, now, is_audit=name == "audit", random_state=random_state)
        for name, places in ways.items()
    }


def _after(
    standing: Standing, riskiest: np.ndarray, places: np.ndarray, now: Forecast, *, is_audit: bool, random_state: int
) -> Looks:
    looks, errors = len(places), round(float(riskiest[places].sum()))
    wrong = np.diff(np.floor(np.linspace(0, errors, looks + 1) + 0.5)) > 0
    after = standing.after(Removal(is_audit, float(one)) for one in wrong)
    then = forecast(after, np.delete(riskiest, places), limit=now.limit, lives=LIVES, random_state=random_state)
    remaining = bound(after.population, after.log, risk=after.risk).remaining
    return Looks(looks, errors, remaining / after.population, now.answers - then.answers)
