"""The bound on wrong labels that holds at all times, replayed from the log of removals."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from annotation.methods.certificate import bets
from annotation.methods.certificate.removal import Removal

BETS, LOG_SHARES = np.array(bets.BETS), np.log(np.array(bets.SHARES))


@dataclass(frozen=True)
class Bound:
    """`total` bounds all wrong labels of the snapshot, `remaining` those not yet found: the printed promise."""

    total: int
    remaining: int
    finds: float
    audits: int
    reviewed: int
    unresolved: int
    population: int


@dataclass(frozen=True)
class Ledger:
    """The log as arrays: for each audit draw the pool `left`, finds `before` it and its `losses`."""

    left: np.ndarray
    before: np.ndarray
    losses: np.ndarray
    removed: int
    finds: float
    right: float
    unresolved: int


def bound(population: int, log: Iterable[Removal], *, risk: float = 0.05) -> Bound:
    """Upper bound on the wrong labels among unreviewed and unresolved items, valid at all times at once.

    For each hypothesis "m labels are wrong" a bet is kept against it: before audit draw s the mean loss of what is
    left is `p = (m - K) / r`, and the wealth is multiplied by `1 + (1 - t)(p - X)/(1 - p)`, a mixture over six bets
    t. Under the true m the wealth is a non-negative martingale from 1, whatever the queue did in between, so by
    Ville's inequality it ever reaches `1 / risk` with probability at most `risk`. The bound is the largest m never
    rejected.

    Parameters
    ----------
    population : items in the snapshot, none reviewed at the freeze.
    log : removals in their order; unresolved ones count as errors in K and as X = 1, and are not subtracted.
    risk : delta, fixed at the freeze.

    Returns
    -------
    Bound. No audits: everything not reviewed as right may be wrong. All resolved: `remaining` is 0.

    Reference: betting (Waudby-Smith and Ramdas, JRSSB 2024) without replacement; methods/human.md 9.4 and 9.5.
    """
    ledger = read_log(population, log)
    low, high = int(np.ceil(ledger.finds)), int(np.floor(population - ledger.right))
    threshold = -np.log(risk)
    while low < high:
        middle = (low + high + 1) // 2
        if evidence(ledger, middle) < threshold:
            low = middle
        else:
            high = middle - 1
    return Bound(
        total=low,
        remaining=max(0, int(np.floor(low - ledger.finds))),
        finds=ledger.finds,
        audits=len(ledger.losses),
        reviewed=ledger.removed - ledger.unresolved,
        unresolved=ledger.unresolved,
        population=population,
    )


def read_log(population: int, log: Iterable[Removal]) -> Ledger:
    """Lay the log out as arrays; raises ValueError for more removals than items or a loss outside [0, 1]."""
    log = list(log)
    if len(log) > population:
        raise ValueError(f"{len(log)} removals from a population of {population}.")
    audit = np.array([removal.audit for removal in log], dtype=bool)
    resolved = np.array([removal.loss is not None for removal in log], dtype=bool)
    losses = np.array([1.0 if removal.loss is None else removal.loss for removal in log], dtype=float)
    if ((losses < 0) | (losses > 1)).any():
        raise ValueError("A loss lies between 0 and 1.")
    before = np.cumsum(losses) - losses
    left = population - np.arange(len(log))
    return Ledger(
        left=left[audit],
        before=before[audit],
        losses=losses[audit],
        removed=len(log),
        finds=float(losses[resolved].sum()),
        right=float((1 - losses[resolved]).sum()),
        unresolved=int((~resolved).sum()),
    )


def evidence(ledger: Ledger, wrong: int) -> float:
    """The largest log wealth ever reached against "`wrong` labels are wrong"; inf where that is impossible."""
    path = wealth(ledger, wrong)
    return float(max(0.0, path.max())) if len(path) else 0.0


def wealth(ledger: Ledger, wrong: int) -> np.ndarray:
    """Log wealth after each audit draw against "`wrong` labels are wrong"."""
    rate = (wrong - ledger.before) / ledger.left
    x = ledger.losses[:, None]
    # A rate above one, or a right label where all that is left should be wrong, refutes the hypothesis at once.
    refuted = (rate > 1) | ((rate == 1) & (ledger.losses < 1))
    p = np.clip(rate, 0, 1)[:, None]
    odds = np.divide(p - x, 1 - p, out=np.full_like(p - x, -1.0), where=p < 1)  # p = 1 and X = 1: the limit is -1
    with np.errstate(divide="ignore"):
        factors = np.log(1 + (1 - BETS) * odds)
    path = np.logaddexp.reduce(np.cumsum(factors, axis=0) + LOG_SHARES, axis=1)
    return np.where(np.logical_or.accumulate(refuted), np.inf, path)
