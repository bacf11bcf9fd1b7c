"""Accepting the labels below a cut of a risk score, such that few of all labels are wrong: one look, or any number.

Labels and a risk order are frozen before the first draw. Nested tails: the 1/50, 2/50, … of the rows that the order has
as least at risk. A tail is certified where "more than e of all rows are wrong inside it" is refuted and so it is for
every smaller tail; people answer all rows above. The errors inside nested tails only grow, so a false certificate takes
refuting the first tail that breaks the limit: one test at the risk, however many tails there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log

import numpy as np
from scipy.stats import hypergeom

from annotation.methods.certificate.bound import BETS, LOG_SHARES
from annotation.methods.certificate.removal import Removal
from annotation.methods.certificate.tail_sizes import CUTS, tail_sizes

LEAST_WAIT, WAITS = 200, 2.2


@dataclass(frozen=True)
class Tail:
    """The `rows` least at risk are accepted as they are labelled; people answer the other rows. `certified`: of how
    many of the tails, smallest first."""

    rows: int
    certified: int


@lru_cache(maxsize=10_000)
def most_errors(population: int, drawn: int, errors: int, *, risk: float = 0.05) -> int:
    """One-sided upper limit for the number of wrong rows among `population`, of which `drawn` were looked at once.

    `max{M : P(Hyp(N, M, n) <= k) > risk}`, exact; it holds for one look at a sample whose size was fixed before.
    Nothing drawn: all rows.

    Raises ValueError for more draws than rows, or more errors than draws.

    Known answers: (10,000, 59, 0) -> 493; (10,000, 300, 3) -> 254; (1,000, 100, 2) -> 59 (methods/human.md 8.1).
    """
    if not 0 <= errors <= drawn <= population:
        raise ValueError(f"{errors} errors among {drawn} draws from {population} rows cannot be.")
    low, high = errors, population - (drawn - errors)
    while low < high:
        middle = (low + high + 1) // 2
        plausible = hypergeom.cdf(errors, population, middle, drawn) > risk
        low, high = (middle, high) if plausible else (low, middle - 1)
    return low


def one_shot(
    order: Sequence[int], drawn: Sequence[int], wrong: Sequence[bool], *, limit: float, risk: float = 0.05
) -> Tail:
    """The largest tail that may be accepted after one look at a uniform sample of a size that was fixed before.

    Going up from the smallest tail it ends at the first whose upper limit exceeds `limit` of all rows.

    Parameters
    ----------
    order : all rows, the least at risk first; ties in a secret random order. Frozen before the draw.
    drawn : rows of the one uniform sample without replacement.
    wrong : of each of them, whether its label is not the reference.
    limit : e, the share of all rows whose labels may be wrong. risk : delta.

    Returns
    -------
    Tail. Nothing certified: people answer all rows. Looking again with more draws is not allowed: see `TailBets`.

    Reference: Candès, Ilyas, Zrnic, "Probably approximately correct labels" (arXiv 2506.10908), with the exact limit of
    a finite population; methods/human.md 8.1.
    """
    size, place = len(order), _places(order)
    at, is_wrong = np.array([place[row] for row in drawn], dtype=int), np.asarray(wrong, dtype=bool)
    certified = rows = 0
    # The whole sample against all rows: errors inside the tail are a kind of errors of the population.
    for tail in tail_sizes(size):
        if most_errors(size, len(at), int(is_wrong[at < tail].sum()), risk=risk) > floor(limit * size):
            break
        certified, rows = certified + 1, tail
    return Tail(rows, certified)


class TailBets:
    """Procedure B: the same at any time and however often, by a bet against each tail kept along the audit.

    Against "`floor(limit N) + 1` labels inside this tail are wrong" the wealth of `bound` is kept, with the rows left
    and the errors found of that tail alone; a tail once refuted stays so. A tail of no more rows than that is certified
    from the start, and so is one of which too many rows were reviewed as right.

    Parameters
    ----------
    population : N, rows with a frozen label and a frozen place in the risk order (0: the least at risk).
    limit : e, the share of all rows whose labels may be wrong. risk : delta. Both are fixed before the first draw.

    State is the log alone: replay it where a row that was open is settled. Reference: methods/human.md 9.8.
    """

    def __init__(self, population: int, *, limit: float, risk: float = 0.05, cuts: int = CUTS):
        self.population, self.most, self.threshold = population, floor(limit * population), -log(risk)
        self.sizes = np.array(tail_sizes(population, cuts))
        self.left, self.found, self.right = self.sizes.copy(), np.zeros(len(self.sizes)), np.zeros(len(self.sizes))
        self.wealth = np.zeros((len(self.sizes), len(BETS)))
        self.refuted = self.sizes <= self.most
        self.gone = np.zeros(population, dtype=bool)

    def remove(self, place: int, removal: Removal) -> None:
        """The row at this place left the pool; an audit draw is uniform among the rows that are left.

        Raises ValueError for a row that left before.
        """
        if self.gone[place]:
            raise ValueError(f"The row at place {place} left the pool before.")
        inside, x = self.sizes > place, 1.0 if removal.loss is None else removal.loss
        if removal.audit:
            self._bet(inside, x)
        self.found[inside] += x
        self.right[inside] += removal.loss == 0
        self.left[inside] -= 1
        self.gone[place] = True
        self.refuted |= self.sizes - self.right <= self.most

    def _bet(self, inside: np.ndarray, x: float) -> None:
        rate = (self.most + 1 - self.found[inside]) / self.left[inside]
        p = np.clip(rate, 0, 1)
        odds = np.divide(p - x, 1 - p, out=np.full_like(p, -1.0), where=p < 1)
        with np.errstate(divide="ignore"):
            self.wealth[inside] += np.log(1 + (1 - BETS) * odds[:, None])
        reached = np.logaddexp.reduce(self.wealth[inside] + LOG_SHARES, axis=1) >= self.threshold
        self.refuted[inside] |= reached | (rate > 1) | ((rate == 1) & (x < 1))

    def tail(self) -> Tail:
        """The largest of which it and all smaller ones are refuted."""
        certified = len(self.sizes) if self.refuted.all() else int(np.argmin(self.refuted))
        return Tail(int(self.sizes[certified - 1]) if certified else 0, certified)

    def people_in_all(self) -> int:
        """Rows that people answered, or have still to answer if auditing ended now: all above the certified tail."""
        above = self.gone[self.tail().rows :]
        return int(self.gone.sum()) + int((~above).sum())


def replayed(
    population: int, log: Iterable[tuple[int, Removal]], *, limit: float, risk: float = 0.05
) -> tuple[TailBets, list[int]]:
    """The bets after a whole log of (place in the risk order, removal), and what `may_end` is asked with.

    Raises ValueError for a row that left before.
    """
    bets = TailBets(population, limit=limit, risk=risk)
    projected = [bets.people_in_all()]
    for place, removal in log:
        bets.remove(place, removal)
        if removal.audit:
            projected.append(bets.people_in_all())
    return bets, projected


def may_end(projected: Sequence[int], *, limit: float, risk: float = 0.05) -> bool:
    """Whether auditing may end: the projected total has come to no new minimum for `max(200, 2.2 ln(1/risk)/limit)`
    audits. `projected`: what `TailBets.people_in_all` was before the first audit and after each one, in order.
    """
    wait = max(LEAST_WAIT, ceil(WAITS * log(1 / risk) / limit))
    return len(projected) - 1 - int(np.argmin(projected)) >= wait if len(projected) else False


def _places(order: Sequence[int]) -> np.ndarray:
    place = np.empty(len(order), dtype=int)
    place[np.asarray(order, dtype=int)] = np.arange(len(order))
    return place
