"""Whether the label before moves the label after: autocorrelation, against orders by chance."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotation.methods.columns import checked
from generation.methods.translatable import gettext_noop as _

PERMUTATIONS = 1000
NEWEST = 2000  # answers looked at: a thousand orders of them are held in parts
PART = 100
LEAST_PAIRS = 20

FEW_PAIRS = _("fewer than twenty answers that follow another one")
ONE_LABEL = _("all answers have one label")


@dataclass(frozen=True)
class Order:
    """`value`: by how much more often a label follows itself than its share; `low` to `high` holds what 95 of 100
    orders by chance alone give; `p` of a value as far from what they give; `n` pairs of answers."""

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    n: int
    reason: str = ""


def autocorrelation(answers: pd.DataFrame, *, random_state: int = 0, permutations: int = PERMUTATIONS) -> Order:
    """Hold a person's order of labels against orders by chance.

    `value = sum_c w_c (P(c | c before) - P(c))`, w_c the share of pairs that c begins: the share of answers equal to
    the one before, minus what the labels' shares alone make equal. Alternating labels are far below 0, runs of one
    label above. The null permutes the labels within each sitting; p is two-sided, `(1 + b) / (1 + permutations)`.

    Parameters
    ----------
    answers : (session, label) of one person, in the order of the answers; the newest 2,000 are used.

    Returns
    -------
    Order; without value, with a reason, below twenty pairs and where there is one label only. What the queue hands out
    one after the other may itself be alike: a low p is a question. Reference: Mathur, Baldwin and Cohn, EMNLP 2017.
    """
    answers = checked(answers, ("session", "label")).tail(NEWEST)
    codes, labels = pd.factorize(answers["label"])
    sessions = pd.factorize(answers["session"])[0]
    place = np.argsort(sessions, kind="stable")
    codes, sessions = codes[place], sessions[place]
    follows = np.flatnonzero(sessions[1:] == sessions[:-1])
    if len(follows) < LEAST_PAIRS:
        return Order(None, None, None, None, len(follows), FEW_PAIRS)
    if len(labels) < 2:
        return Order(None, None, None, None, len(follows), ONE_LABEL)
    shares = np.bincount(codes) / len(codes)
    value = float(_values(codes[None, :], follows, shares)[0])
    null = _by_chance(codes, sessions, follows, shares, permutations, np.random.default_rng(random_state))
    far = np.abs(null - null.mean()) >= abs(value - null.mean()) - 1e-12
    low, high = np.quantile(null, [0.025, 0.975])
    return Order(value, float(low), float(high), float((1 + far.sum()) / (1 + permutations)), len(follows))


def _values(codes: np.ndarray, follows: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Of each order, a row of codes (orders, n)."""
    before, after = codes[:, follows], codes[:, follows + 1]
    return (before == after).mean(axis=1) - shares[before].mean(axis=1)


def _by_chance(codes, sessions, follows, shares, permutations: int, rng: np.random.Generator) -> np.ndarray:
    """A key below 1 beside the sitting's number keeps each answer in its sitting."""
    found = []
    for start in range(0, permutations, PART):
        keys = sessions + rng.random((min(PART, permutations - start), len(codes)))
        found.append(_values(codes[np.argsort(keys, axis=1)], follows, shares))
    return np.concatenate(found)
