"""Fatigue: what changes within a sitting as it goes on."""

from dataclasses import replace

import numpy as np
import pandas as pd

from annotation.methods.columns import checked
from annotation.methods.effects.estimate import Estimate
from annotation.methods.effects.jackknife import counted, jackknife
from annotation.methods.effects.times import median_time
from generation.methods.estimates import wilson
from generation.methods.translatable import gettext_noop as _

#: A trend is told for so many more answers: the most of these that enough sittings have, for none is foretold.
STEPS = (100, 50, 25, 10)
LEAST_ANSWERS = 5  # of a sitting that says something about a trend
LEAST_SESSIONS = 5
LEAST_COUNTED = 2.5  # sittings of one length that would weigh as much
LEAST_OF_EACH = 5  # of agreeing and of differing answers

#: The last position of each part of a sitting; the last part has no end.
PARTS = (10, 25, 50, 100, 200)
TRIMMED = 3.0  # robust standard deviations from a person's own median

FEW_SESSIONS = _("fewer than five sittings of five answers or more")
FEW_OUTWEIGH = _("one or two long sittings outweigh all others")
FEW_THAT_DIFFER = _("fewer than five answers that differ from the settled label, or that agree with it")


def step_of(sessions: pd.Series) -> int:
    """For how many more answers a trend can be told: as many as five sittings have; ten where none is that long.

    Parameters: sessions, the sitting of each answer.
    """
    lengths = sessions.value_counts()
    return next((step for step in STEPS if (lengths >= step).sum() >= LEAST_SESSIONS), STEPS[-1])


def trend(answers: pd.DataFrame, *, per: int = 50, level: float = 0.95) -> Estimate:
    """How much `value` changes in `per` more answers of one sitting.

    Least squares with a level of its own for each sitting, so long sittings, quick people and easy days are not taken
    for a trend: `b = sum (x - x_s)(y - y_s) / sum (x - x_s)^2`, times `per`. Answers of one sitting depend on each
    other, so the interval comes from leaving out one sitting after the other (`jackknife`).

    Parameters
    ----------
    answers : (session, position, value); rows without a value are left out, then sittings of fewer than five.

    Returns
    -------
    Estimate, n the answers used; without value and with a reason below five sittings, and where one or two of them are
    so long that the others hardly count.
    """
    answers = checked(answers, ("session", "position", "value")).dropna(subset=["value"])
    size = answers.groupby("session")["value"].transform("size")
    answers = answers[size >= LEAST_ANSWERS]
    count = answers["session"].nunique()
    if count < LEAST_SESSIONS:
        return Estimate(None, n=len(answers), reason=FEW_SESSIONS)
    by = answers.groupby("session")
    x = answers["position"] - by["position"].transform("mean")
    y = answers["value"].astype(float) - by["value"].transform("mean")
    across = (x * y).groupby(answers["session"]).sum().to_numpy()
    along = (x * x).groupby(answers["session"]).sum().to_numpy()
    if counted(along) < LEAST_COUNTED:
        return Estimate(None, n=len(answers), reason=FEW_OUTWEIGH)
    slope = float(across.sum() / along.sum())
    low, high = jackknife(slope, (across.sum() - across) / (along.sum() - along), along, level=level)
    return Estimate(per * slope, per * low, per * high, len(answers))


def time_trend(answers: pd.DataFrame, *, per: int = 50) -> Estimate:
    """By what factor, as a logarithm, the time of an item changes in `per` more answers of a sitting.

    The trend of log seconds, each kept within three robust standard deviations (1.4826 MAD) of its person's median, so
    that a call or a stray click does not make one.

    Parameters: answers (person, session, position, seconds), seconds `measured`. Returns as `trend`.
    """
    answers = checked(answers, ("person", "session", "position", "seconds"))
    logs = np.log(answers["seconds"].astype(float))
    middle = logs.groupby(answers["person"]).transform("median")
    reach = TRIMMED * 1.4826 * (logs - middle).abs().groupby(answers["person"]).transform("median")
    return trend(answers.assign(value=logs.clip(middle - reach, middle + reach)), per=per)


def agreement_trend(answers: pd.DataFrame, *, per: int = 50) -> Estimate:
    """How the share of answers equal to the settled label changes in `per` more answers of a sitting.

    A linear model of a share: 0.05 is five points more, and no change exceeds 1.

    Parameters: answers (session, position, agrees), `agrees` bool or missing. Returns as `trend`; none where fewer than
    five answers agree or fewer than five differ, for what hardly varies shows no trend, and no limits to one.
    """
    known = checked(answers, ("session", "position", "agrees")).dropna(subset=["agrees"])
    agreeing = int(known["agrees"].astype(bool).sum())
    if min(agreeing, len(known) - agreeing) < LEAST_OF_EACH:
        return Estimate(None, n=len(known), reason=FEW_THAT_DIFFER)
    found = trend(known.assign(value=known["agrees"].astype(float)), per=per)
    return replace(found, **{name: _within(getattr(found, name)) for name in ("value", "low", "high")})


def _within(change: float | None) -> float | None:
    return None if change is None else min(max(change, -1.0), 1.0)


def parts_of(positions: pd.Series) -> pd.Series:
    """The part of the sitting (0, 1, …) that each position lies in."""
    return pd.Series(np.searchsorted(PARTS, positions.to_numpy(), side="left"), index=positions.index, dtype=int)


def times_by_part(answers: pd.DataFrame) -> dict[int, Estimate]:
    """The median time of each part of a sitting. Parameters: answers (position, seconds), seconds `measured`."""
    answers = checked(answers, ("position", "seconds"))
    parts = answers.groupby(parts_of(answers["position"]))["seconds"]
    return {int(part): median_time(seconds.to_numpy(dtype=float)) for part, seconds in parts}


def agreement_by_part(answers: pd.DataFrame) -> dict[int, Estimate]:
    """The share of answers equal to the settled label in each part of a sitting, with Wilson's interval.

    Parameters: answers (position, agrees); those without a settled label are left out.
    """
    known = checked(answers, ("position", "agrees")).dropna(subset=["agrees"])
    found = {}
    for part, agrees in known.groupby(parts_of(known["position"]))["agrees"]:
        share = wilson(int(agrees.astype(bool).sum()), len(agrees))
        found[int(part)] = Estimate(share.value, share.low, share.high, share.n)
    return found
