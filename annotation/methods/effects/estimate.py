"""What every effect returns: a number with its interval and what it stands on, or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from generation.methods.translatable import gettext_noop as _

NO_SHOWN = _("no answer with the suggestion in sight yet")
NO_BLIND = _("no blind answer yet")


@dataclass(frozen=True)
class Estimate:
    """`n` is the number of answers; `reason` says in words why `value`, or only its interval, is missing."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    reason: str = ""


def combined(estimates: Sequence[Estimate], weights: Sequence[float]) -> Estimate:
    """One effect from those of several strata, each weighted: `sum w d / sum w`.

    The interval keeps the reach of each stratum's own limits, which need not be symmetric:
    `low = d - sqrt(sum w^2 (d_h - l_h)^2) / sum w`, `high` alike. With one stratum it is that stratum's.

    Reference: MOVER, Zou and Donner, Statistics in Medicine 27 (2008), for weights known before the answers. Raises
    ValueError where there is no stratum, or one lacks its limits.
    """
    if not estimates or any(None in (one.value, one.low, one.high) for one in estimates):
        raise ValueError("Only strata that have a value with its interval can be combined.")
    total = sum(weights)
    value = sum(w * one.value for w, one in zip(weights, estimates, strict=True)) / total
    below = sqrt(sum((w * (one.value - one.low)) ** 2 for w, one in zip(weights, estimates, strict=True))) / total
    above = sqrt(sum((w * (one.high - one.value)) ** 2 for w, one in zip(weights, estimates, strict=True))) / total
    return Estimate(value, value - below, value + above, sum(one.n for one in estimates))
