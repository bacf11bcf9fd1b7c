"""How many labels of a snapshot are wrong: an estimate with its interval, beside the promise and not part of it."""

from collections.abc import Iterable

import numpy as np

from annotation.methods.certificate.bound import Removal, read_log
from annotation.methods.estimates import Share, wilson


def estimate(population: int, log: Iterable[Removal], *, level: float = 0.95) -> Share:
    """Share of wrong labels in the whole frozen population, from its audit draws.

    Before draw s the rate among what is left is `p_s = (M - K_s) / r_s`, whatever the active queue removed before. So
    the mean of the draws estimates the mean of the `p_s`, and `M = (mean p + mean K/r) / mean 1/r`. The interval is
    Wilson's for the mean of the draws, carried over by the same line and kept within what is already known (wrong
    labels found, right ones confirmed), so it shrinks to the truth as the population is used up.

    Parameters: as `bound`. A draw that nobody resolved counts as right for the lower limit and as wrong for the upper
    one, and is left out of the value.

    Returns a Share without value where no draw is resolved. Reference: martingale form of human.md 9.4; Wilson 1927.
    """
    log = list(log)
    resolved = [removal for removal in log if removal.loss is not None]
    known = read_log(population, resolved)
    if not len(known.losses):
        return Share(None, None, None, 0, 0, population)
    low = _interval(population, [_as(removal, 0.0) for removal in log], level)[0]
    high = _interval(population, [_as(removal, 1.0) for removal in log], level)[1]
    errors, draws = int(known.losses.sum()), len(known.losses)
    value = _total(population, [_as(removal, 0.0) for removal in log], errors / draws)
    low, high = max(low, known.finds), min(high, population - known.right)
    value = min(max(value, low), high)
    return Share(value / population, low / population, high / population, errors, draws, population)


def _as(removal: Removal, loss: float) -> Removal:
    return removal if removal.loss is not None else Removal(audit=removal.audit, loss=loss)


def _interval(population: int, log: list[Removal], level: float) -> tuple[float, float]:
    losses = read_log(population, log).losses
    share = wilson(round(float(losses.sum())), len(losses), level=level)
    return _total(population, log, share.low), _total(population, log, share.high)


def _total(population: int, log: list[Removal], rate: float) -> float:
    """All wrong labels if the mean rate before the draws was `rate`."""
    ledger = read_log(population, log)
    return (rate + float(np.mean(ledger.before / ledger.left))) / float(np.mean(1 / ledger.left))
