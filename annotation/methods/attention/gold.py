"""What gold checks say of a person, and what people say of a gold item: a suggestion, never a block."""

from dataclasses import dataclass

import pandas as pd
from scipy.special import betainc

from annotation.methods.columns import checked
from generation.methods.estimates import Share, wilson

LEAST = 0.7
RETRAIN, PAUSE = 0.95, 0.99
EXPOSURES = 20  # so many people have seen it: by then it is talked about
MISSED = 0.3
LEAST_CHECKS = 5  # of somebody's other checks, and of the people who must have answered an item


@dataclass(frozen=True)
class Decision:
    """The share of right checks with Wilson's interval; `below`, the probability that the true share is below what is
    asked for; `advice`: "" (nothing to say), "retrain" or "pause"."""

    share: Share
    below: float
    advice: str


def decision(right: int, asked: int, *, least: float = LEAST) -> Decision:
    """Whether a person's gold checks suggest a talk over the codebook.

    The true share has the posterior `Beta(1 + right, 1 + wrong)`; `below = P(share < least)`. Retrain above .95, pause
    above .99.

    Parameters: right of asked checks; least, the share asked for, in (0, 1). Raises ValueError for a count that is no
    share or a `least` outside. Reference: a uniform prior with binomial answers; Oleson et al., HCOMP 2011, for gold.
    """
    if not 0 < least < 1:
        raise ValueError("The share asked for lies between 0 and 1.")
    share = wilson(right, asked)
    below = float(betainc(1 + right, 1 + asked - right, least))
    return Decision(share, below, "pause" if below > PAUSE else "retrain" if below > RETRAIN else "")


@dataclass(frozen=True)
class GoldItem:
    """`seen` by so many people; `missed`, the share of good annotators who missed it; why it should check nobody any
    more: "missed", "seen", or "" where it may go on."""

    item: int
    seen: int
    missed: Share
    why: str


def worn_items(checks: pd.DataFrame, *, least: float = LEAST) -> list[GoldItem]:
    """Gold items that should check nobody any more, in the order of their ids.

    One that more than three in ten good annotators miss is wrong itself, or the codebook is; one that twenty people saw
    is known. Good is whoever is right on at least `least` of five or more *other* checks: an item must not make those
    who miss it bad. Of fewer than five such people nothing is said.

    Parameters: checks (item, person, right), one row an answer. Returns GoldItems with a `why`.
    """
    checks = checked(checks, ("item", "person", "right"))
    right = checks["right"].astype(bool).astype(int)
    by = right.groupby(checks["person"])
    others = by.transform("size") - 1
    others_right = by.transform("sum") - right
    good = (others >= LEAST_CHECKS) & (others_right >= least * others)
    found = [_item(int(item), part["person"].nunique(), right[part.index[good[part.index]]])
             for item, part in checks.groupby("item")]  # fmt: skip
    return [one for one in found if one.why]


def _item(item: int, seen: int, right: pd.Series) -> GoldItem:
    missed = wilson(int((1 - right).sum()), len(right))
    is_missed = missed.n >= LEAST_CHECKS and missed.value > MISSED
    return GoldItem(item, seen, missed, "missed" if is_missed else "seen" if seen >= EXPOSURES else "")
