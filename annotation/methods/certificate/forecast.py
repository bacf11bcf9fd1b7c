"""What a promise will take, by lives: an audit that stands somewhere is played to its end many times over."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from annotation.methods.certificate.bound import BETS, LOG_SHARES, Ledger, read_log
from annotation.methods.certificate.planning import planned
from annotation.methods.certificate.removal import Removal

LIVES = 200
LIVES_TRIED = 15  # for each number of risky rows that is tried on the way to the best
SHARES_TRIED = (0.25, 0.5, 0.75, 1.0, 1.25)  # of the rows that the formula looks at first
MOST_AUDITS = 20_000  # longer lives are told as "more than"
NINE_OF_TEN = 0.9
_FIRST = 128  # audits that a life is laid out for at first; then twice as many, until it ends
_CELLS = 400_000  # of lives x audits, laid out at once


@dataclass(frozen=True)
class Standing:
    """An audit where it stands: all rows, the log as it is, and the risk. `Standing.of(size, log)`."""

    population: int
    log: tuple[Removal, ...]
    risk: float
    ledger: Ledger

    @classmethod
    def of(cls, population: int, log: Iterable[Removal], *, risk: float = 0.05) -> "Standing":
        log = tuple(log)
        return cls(population, log, risk, read_log(population, log))

    def after(self, more: Iterable[Removal]) -> "Standing":
        return Standing.of(self.population, (*self.log, *more), risk=self.risk)

    def allowed(self, limit: float) -> int:
        """So many labels may be wrong."""
        return int(np.floor(limit * self.population + 1e-9))


@dataclass(frozen=True)
class Forecast:
    """To promise `limit`: the `active` riskiest rows, then audits; half of all lives end within `audits`, nine of ten
    within `audits_at_most`. `left`: the share expected to be wrong among the rows left then; `open_ended`: more than
    half of the lives take more than `audits`; `waits`: rows handed out that must be settled before any of it can hold.
    """

    limit: float
    active: int
    audits: int
    audits_at_most: int
    left: float
    open_ended: bool = False
    waits: int = 0

    @property
    def answers(self) -> int:
        return self.active + self.audits

    @property
    def answers_at_most(self) -> int:
        return self.active + self.audits_at_most


def forecast(
    standing: Standing, chances: np.ndarray, *, limit: float, lives: int = LIVES, random_state: int = 0
) -> Forecast:
    """How many answers it takes from here until at most `limit` of all labels is promised to be wrong.

    The riskiest rows are looked at first; of the rest, with the errors that the chances expect there, audits are drawn
    until `W(K + floor(limit x population) + 1) >= 1 / risk`. How many risky rows first is searched with few lives
    around the formula's answer (`planning.planned`); the best is then told from `lives` new ones.

    Parameters
    ----------
    standing : the log so far: its audits count as evidence; rows without a final label stay errors.
    chances : (rows,) nobody has had yet, each the chance that its label is wrong; NaN is taken for the mean.
    limit : the share of all rows that may be wrong.

    Returns
    -------
    Forecast. Where more rows wait for a final label than may be wrong, `waits` says how many: no answer to another row
    brings the bound below them. Where the promise holds already, 0 answers.

    Reference: methods/human.md 9.7; the promise itself rests on none of this.
    """
    riskiest = riskiest_first(chances)
    expected = np.concatenate([[0.0], np.cumsum(riskiest)])
    if standing.ledger.unresolved > standing.allowed(limit):
        return Forecast(limit, 0, 0, 0, share_of(riskiest), waits=standing.ledger.unresolved)
    tried = _tried(standing, riskiest, limit)
    if len(tried) > 1:
        few = [
            active + _all_that_are_left(_audits(standing, expected, active, limit, LIVES_TRIED, random_state + 1), left)
            for active, left in ((active, len(riskiest) - active) for active in tried)
        ]
        tried = [tried[int(np.argmin(few))]]
    active = tried[0]
    audits = _audits(standing, expected, active, limit, lives, random_state)
    left = riskiest[active:]
    median, most = np.ceil(np.quantile(audits, [0.5, NINE_OF_TEN])).astype(int).tolist()
    return Forecast(limit, active, median, most, share_of(left), open_ended=median >= MOST_AUDITS < len(left))


def riskiest_first(chances: np.ndarray) -> np.ndarray:
    """Chances, the largest first; those not known are the mean, and 1 where none is."""
    known = chances[~np.isnan(chances)]
    return np.sort(np.nan_to_num(chances, nan=float(known.mean()) if len(known) else 1.0))[::-1]


def share_of(chances: np.ndarray) -> float:
    return float(chances.mean()) if len(chances) else 0.0


def _all_that_are_left(audits: np.ndarray, left: int) -> float:
    """The median, where a life that was not played to its end counts as one that takes every row."""
    return float(np.median(np.where(audits >= MOST_AUDITS, left, audits)))


def _tried(standing: Standing, riskiest: np.ndarray, limit: float) -> list[int]:
    """Numbers of risky rows that may be best to look at first; one alone where nothing has to be looked at."""
    if not len(riskiest) or _reached_already(standing, limit):
        return [0]
    formula = planned(riskiest, standing.population, limit=limit, risk=standing.risk).active
    return sorted({0, *(min(len(riskiest), round(share * formula)) for share in SHARES_TRIED)})


def _reached_already(standing: Standing, limit: float) -> bool:
    lives = _Lives(standing, active=0, found=0, limit=limit)
    return bool(lives.end(np.zeros((1, 0), dtype=bool))[0] == 0)


def _audits(
    standing: Standing, expected: np.ndarray, active: int, limit: float, lives: int, random_state: int
) -> np.ndarray:
    found = round(float(expected[active]))
    wrong = min(round(float(expected[-1])) - found, len(expected) - 1 - active)
    return audits_of_lives(
        standing, active=active, found=found, wrong=wrong, limit=limit, lives=lives, random_state=random_state
    )


def audits_of_lives(
    standing: Standing, *, active: int, found: int, wrong: int, limit: float, lives: int = LIVES, random_state: int = 0
) -> np.ndarray:
    """(lives,) audits until the promise holds, after `active` more rows with `found` errors, of a rest with `wrong`.

    20,000 stands for that many or more. Without a wrong row all lives are alike, so one is played.
    """
    left = standing.population - standing.ledger.removed - active
    most, played = min(left, MOST_AUDITS), _Lives(standing, active=active, found=found, limit=limit)
    rng = np.random.default_rng(random_state)
    running = np.arange(lives if wrong else 1)
    ended, drawn = np.full(len(running), most), np.zeros((len(running), 0), dtype=bool)
    size = min(_FIRST, most)
    while True:
        drawn = np.hstack([drawn, _draws(rng, drawn, wrong, left, size - drawn.shape[1])])
        audits = played.end(drawn)
        there = audits <= size
        ended[running[there]] = audits[there]
        running, drawn = running[~there], drawn[~there]
        if size == most or not len(running):
            return ended
        size = min(2 * size, most)


def _draws(rng: np.random.Generator, drawn: np.ndarray, wrong: int, left: int, more: int) -> np.ndarray:
    """The next draws without replacement of each life: whether the label is wrong."""
    lives, so_far = drawn.shape
    remaining = wrong - drawn.sum(axis=1)
    count = rng.hypergeometric(remaining, left - so_far - remaining, more) if more else np.zeros(lives, dtype=int)
    places = rng.random((lives, more))
    ranks = places.argsort(axis=1).argsort(axis=1)
    return ranks < count[:, None]


class _Lives:
    """The evidence of lives that go on from a standing, where `active` rows more with `found` errors were looked at."""

    def __init__(self, standing: Standing, *, active: int, found: int, limit: float):
        ledger = standing.ledger
        self._ledger, self._threshold = ledger, -np.log(standing.risk)
        self._left = standing.population - ledger.removed - active
        self._errors = ledger.finds + ledger.unresolved + found
        self._refuted = ledger.finds + found + standing.allowed(limit) + 1
        self._past: dict[float, tuple[np.ndarray, float]] = {}

    def end(self, drawn: np.ndarray) -> np.ndarray:
        """(lives,) audits after which the promise holds; one more than were drawn where they do not suffice."""
        share = max(1, _CELLS // max(1, drawn.shape[1]))
        parts = [self._end(drawn[at : at + share]) for at in range(0, len(drawn), share)]
        return np.concatenate(parts)

    def _end(self, drawn: np.ndarray) -> np.ndarray:
        """By bisection over the number of errors found: a few evaluations for a life.

        The hypothesis to be refuted is one larger with each error found. With k found it is refuted after s(k) audits,
        and the k-th is found at z(k); s falls and z rises with k, and the end is the least of max(s(k), z(k)).
        """
        found = np.cumsum(drawn, axis=1)
        high = drawn.sum(axis=1)
        low = np.full(len(drawn), -1)
        end = np.maximum(self._refuted_after(drawn, found, high), _found_after(found, high))
        running = np.flatnonzero(end <= drawn.shape[1])
        while len(running := running[high[running] - low[running] > 1]):
            k = (low[running] + high[running]) // 2
            refuted = self._refuted_after(drawn[running], found[running], k)
            at = _found_after(found[running], k)
            in_time = refuted <= at
            end[running] = np.minimum(end[running], np.maximum(refuted, at))
            high[running], low[running] = np.where(in_time, k, high[running]), np.where(in_time, low[running], k)
        return end

    def _refuted_after(self, drawn: np.ndarray, found: np.ndarray, k: np.ndarray) -> np.ndarray:
        """After how many audits the hypothesis is refuted that belongs to k errors found."""
        total = self._refuted + k
        bets, best = zip(*(self._before(one) for one in total.tolist()), strict=True)
        rate = (total[:, None] - self._errors - found + drawn) / (self._left - np.arange(drawn.shape[1]))
        crossed = _path(np.array(bets), rate, drawn) >= np.exp(self._threshold)
        first = np.where(crossed.any(axis=1), crossed.argmax(axis=1) + 1, drawn.shape[1] + 1) if crossed.size else 1
        return np.where(np.array(best) >= self._threshold, 0, first)

    def _before(self, total: float) -> tuple[np.ndarray, float]:
        """What the audits so far say against "`total` labels are wrong": each bet's log wealth, and the most ever."""
        if total not in self._past:
            ledger = self._ledger
            rate = (total - ledger.before) / ledger.left
            bets, best = LOG_SHARES, 0.0
            if len(rate):
                steps = LOG_SHARES + np.cumsum(_log_factors(rate, ledger.losses), axis=0)
                refuted = (rate > 1) | ((rate == 1) & (ledger.losses < 1))
                best = np.inf if refuted.any() else max(0.0, float(np.logaddexp.reduce(steps, axis=1).max()))
                bets = steps[-1]
            self._past[total] = bets, best
        return self._past[total]


def _found_after(found: np.ndarray, k: np.ndarray) -> np.ndarray:
    """After how many audits the k-th error is found."""
    return np.where(k > 0, (found < k[:, None]).sum(axis=1) + 1, 0)


def _log_factors(rate: np.ndarray, losses: np.ndarray) -> np.ndarray:
    p, x = np.clip(rate, 0, 1 - 1e-12)[:, None], losses[:, None]
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(0, 1 + (1 - BETS) * (p - x) / (1 - p)))


def _path(bets: np.ndarray, rate: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """(lives, audits) wealth of the six bets together, which begin at `bets`; large is large enough."""
    p = np.clip(rate, 0, 1 - 1e-12)
    right = -np.log1p(-p)
    together = np.zeros(rate.shape)
    with np.errstate(divide="ignore"):
        for number, bet in enumerate(BETS):
            steps = np.where(drawn, np.log(bet), (np.log1p(-bet * p) if bet else 0) + right)
            together += np.exp(np.minimum(bets[:, number : number + 1] + np.cumsum(steps, axis=1), 100))
    together[np.logical_or.accumulate((rate > 1) | ((rate == 1) & ~drawn), axis=1)] = np.inf
    return together
