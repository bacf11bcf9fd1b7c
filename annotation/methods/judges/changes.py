"""Whether a model agrees with people as it did before: by time, by the model's name, by version of the codebook."""

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from annotation.methods.columns import checked
from annotation.methods.effects.difference import newcombe
from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import ENOUGH, Share, wilson
from generation.methods.translatable import gettext_noop as _

RISK = 0.05
NOTHING_BEFORE = _("nothing came before it")
FEW_ITEMS = _("fewer than twenty items in it or before it")


@dataclass(frozen=True)
class Part:
    """One part (a period, a model, a version) with its share of equal answers. `change`: that share minus that of
    all parts before it, with its interval; `has_changed` where the whole of it lies on one side of 0."""

    name: Hashable
    equal: Share
    change: Estimate
    has_changed: bool


def changes(items: pd.DataFrame, order: list[Hashable], *, risk: float = RISK) -> list[Part]:
    """Hold each part to all that came before it.

    `change = share - share before`, with Newcombe's interval at `1 - risk / k`, k the parts that have one: with all of
    them looked at, the chance that any seems to have changed although none did is at most the risk (Bonferroni).

    Parameters
    ----------
    items : (part, equal), one row an item. order : the parts, the oldest first; those without items are left out.
    risk : of any false alarm.

    Returns
    -------
    A Part for each; the change without value and with a reason for the first one, and where it or all before it have
    fewer than twenty items.
    """
    items = checked(items, ("part", "equal"))
    counts = items.groupby("part")["equal"].agg(["sum", "size"])
    known = [part for part in order if part in counts.index]
    sums = [(int(counts.loc[part, "sum"]), int(counts.loc[part, "size"])) for part in known]
    before = [tuple(map(sum, zip(*sums[:place], strict=True))) if place else (0, 0) for place in range(len(sums))]
    fit = [n >= ENOUGH and m >= ENOUGH for (_k, n), (_j, m) in zip(sums, before, strict=True)]
    level = 1 - risk / max(1, sum(fit))
    found = []
    for part, (k, n), (j, m), is_fit in zip(known, sums, before, fit, strict=True):
        change = newcombe(k, n, j, m, level=level) if is_fit else _none(n + m, m)
        off = is_fit and not change.low <= 0 <= change.high
        found.append(Part(part, wilson(k, n), change, off))
    return found


def _none(n: int, before: int) -> Estimate:
    return Estimate(None, n=n, reason=FEW_ITEMS if before else NOTHING_BEFORE)


def periods(at: pd.Series, *, most: int = 12, least: int = 50) -> pd.Series:
    """Into which period each answer falls, from 0: equally many answers each, at least `least` and `most` periods.

    Parameters: at, times that sort. Returns whole numbers under the same index; ties in time stay in their order.
    """
    count = max(1, min(most, len(at) // least))
    ranks = at.rank(method="first").astype(int) - 1
    return (ranks * count // max(1, len(at))).astype(int)
