"""Whether a judge of pairs likes a place: both orders of one pair, and its verdicts beside people's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.columns import checked
from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import ENOUGH, Share, wilson
from generation.methods.translatable import gettext_noop as _

FIRST, SECOND, TIE = "first", "second", "tie"
VERDICTS = (FIRST, SECOND, TIE)

FEW_PAIRS = _("fewer than twenty pairs on which the judge and people both prefer one answer")


@dataclass(frozen=True)
class BothOrders:
    """Of pairs that a judge saw in both orders. `consistent`: the same answer twice; `first`: of all verdicts that
    prefer one, those for the answer that stood first; `flips`: pairs where a place won twice, `flips_first` of them the
    first one; `p`: how likely so lopsided a split of flips is by chance. `wins_a`, `wins_b`, `ties`: what holds."""

    consistent: Share
    first: Share
    flips: int
    flips_first: int
    p: float | None
    wins_a: int
    wins_b: int
    ties: int


def both_orders(verdicts: pd.DataFrame) -> BothOrders:
    """What two judgements of a pair come to, the second with its answers exchanged.

    The same answer twice wins; anything else, a flip or one tie, is a tie (the conservative rule of MT-bench). Flips
    are tested against a half, exactly and on both sides.

    Parameters
    ----------
    verdicts : (item, one, other), each of "first", "second", "tie": which place won in the first order (a before b) and
        in the other one (b before a).

    Returns
    -------
    BothOrders; shares without value, and no p, where there is nothing to count. ValueError for any other verdict.

    Reference: Zheng et al., "Judging LLM-as-a-judge" (NeurIPS 2023, arXiv 2306.05685).
    """
    verdicts = checked(verdicts, ("item", "one", "other"))
    one, other = verdicts["one"].to_numpy(dtype=object), verdicts["other"].to_numpy(dtype=object)
    if not (np.isin(one, VERDICTS) & np.isin(other, VERDICTS)).all():
        raise ValueError(f"A verdict is one of {', '.join(VERDICTS)}.")
    wins_a = int(((one == FIRST) & (other == SECOND)).sum())
    wins_b = int(((one == SECOND) & (other == FIRST)).sum())
    flips_first, flips_second = (int(((one == place) & (other == place)).sum()) for place in (FIRST, SECOND))
    flips, said = flips_first + flips_second, np.concatenate([one, other])
    both_tie = int(((one == TIE) & (other == TIE)).sum())
    return BothOrders(
        consistent=wilson(wins_a + wins_b + both_tie, len(verdicts)),
        first=wilson(int((said == FIRST).sum()), int((said != TIE).sum())),
        flips=flips,
        flips_first=flips_first,
        p=float(binomtest(flips_first, flips).pvalue) if flips else None,
        wins_a=wins_a,
        wins_b=wins_b,
        ties=len(verdicts) - wins_a - wins_b,
    )


@dataclass(frozen=True)
class Liking:
    """The share of pairs whose winner has a trait (stands first, is longer): by the judge, by people, the judge's minus
    people's. `n`: pairs on which both prefer one; `ties`: the others."""

    judge: Estimate
    people: Estimate
    difference: Estimate
    ties: int


def liking(pairs: pd.DataFrame, *, random_state: int = 0) -> Liking:
    """How much more often than people a judge prefers answers with a trait, on the very same pairs.

    What people prefer is no bias: better answers may be longer. Only what the judge has beyond people on the same
    pairs is. The interval is by drawing pairs with both verdicts.

    Parameters
    ----------
    pairs : (item, judge, people): whether the answer that each prefers has the trait; missing where one says they are
        equal, or where the trait tells the two not apart.

    Returns
    -------
    Liking; without values and with a reason below twenty pairs.
    """
    pairs = checked(pairs, ("item", "judge", "people"))
    both = pairs.dropna(subset=["judge", "people"])
    n, ties = len(both), len(pairs) - len(both)
    if n < ENOUGH:
        return Liking(*(Estimate(None, n=n, reason=FEW_PAIRS) for _part in range(3)), ties)
    said = both[["judge", "people"]].to_numpy(dtype=float).T
    kinds, times = np.unique(said, axis=1, return_counts=True)
    shares = [wilson(int(side.sum()), n) for side in said]
    judge, people = (Estimate(one.value, one.low, one.high, n) for one in shares)
    value = judge.value - people.value
    low, high = bootstrap_interval(_mean(kinds[0] - kinds[1]), times, random_state=random_state)
    return Liking(judge, people, Estimate(value, low, high, n, "" if low is not None else _SAME), ties)


_SAME = _("on no pair did the two differ in it, which bounds nothing")


def _mean(of_pair: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    return lambda weights: weights @ of_pair / weights.sum(axis=1)
