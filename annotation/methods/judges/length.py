"""Whether the length of a text has a say: in which answer a judge prefers, and in how often a model is right."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotation.methods.columns import checked
from annotation.methods.effects.difference import newcombe
from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import ENOUGH, Share, wilson
from generation.methods.translatable import gettext_noop as _

THIRDS = 3
FEW_OF_A_THIRD = _("fewer than twenty items of a length")


def longer(pairs: pd.DataFrame) -> pd.DataFrame:
    """Whether the answer that each prefers is the longer one, for `position.liking`.

    Parameters: pairs(item, judge, people, a, b), `judge` and `people` "first", "second" or "tie", a and b the lengths
    of the first and the second answer. Returns (item, judge, people), missing for ties and where both are as long.
    """
    pairs = checked(pairs, ("item", "judge", "people", "a", "b"))
    first_is = np.sign(pairs["a"] - pairs["b"]).map({1: "first", -1: "second"})
    return pd.DataFrame({"item": pairs["item"], **{who: _is(pairs[who], first_is) for who in ("judge", "people")}})


def stands_first(pairs: pd.DataFrame) -> pd.DataFrame:
    """Whether the answer that each prefers stands first. Parameters and result: as `longer`, lengths left aside."""
    first = pd.Series("first", index=pairs.index)
    return pd.DataFrame({"item": pairs["item"], **{who: _is(pairs[who], first) for who in ("judge", "people")}})


def _is(said: pd.Series, wanted: pd.Series) -> pd.Series:
    return (said == wanted).astype(float).where((said != "tie") & wanted.notna())


@dataclass(frozen=True)
class Third:
    """Items whose texts have `low` to `high` characters, and how often the model says there what people say."""

    low: int
    high: int
    equal: Share


def by_length(items: pd.DataFrame) -> tuple[tuple[Third, ...], Estimate]:
    """How often a model says what people say of short, of middling and of long texts.

    Thirds by rank, texts of one length never apart. The difference is the longest third's share minus the shortest's,
    with Newcombe's interval.

    Parameters: items(item, length, equal). Returns the thirds, those without items left out, and the difference;
    without value and with a reason where the shortest or the longest third has fewer than twenty items.
    """
    items = checked(items, ("item", "length", "equal"))
    cuts = np.quantile(items["length"], [1 / 3, 2 / 3], method="lower") if len(items) else [0, 0]
    third = np.searchsorted(cuts, items["length"].to_numpy(), side="left").clip(0, THIRDS - 1)
    parts = [part for _number, part in items.groupby(third)]
    found = tuple(
        Third(int(one["length"].min()), int(one["length"].max()), wilson(int(one["equal"].sum()), len(one)))
        for one in parts
    )
    if len(found) < 2 or min(found[0].equal.n, found[-1].equal.n) < ENOUGH:
        return found, Estimate(None, n=len(items), reason=FEW_OF_A_THIRD)
    long, short = found[-1].equal, found[0].equal
    return found, newcombe(long.count, long.n, short.count, short.n)
