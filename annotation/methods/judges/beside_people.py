"""A model beside people: how often it says what they say, by the statistic by which they are held to each other."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.agreement.coefficient import sorted_codes
from annotation.methods.columns import checked
from annotation.methods.effects.estimate import Estimate
from generation.methods.estimates import ENOUGH, wilson
from generation.methods.translatable import gettext_noop as _

FEW_ITEMS = _("fewer than twenty items that two people and the model answered")
NO_VARIATION = "no variation"
MOST_LABELS = 1000  # a table of their distances takes 8 MB

NOMINAL, INTERVAL = "nominal", "interval"


@dataclass(frozen=True)
class Beside:
    """One statistic: of people with people, of the model with people, and the model's minus people's own."""

    people: Estimate
    model: Estimate
    difference: Estimate


def beside_people(answers: pd.DataFrame, *, scale: str = NOMINAL, random_state: int = 0) -> dict[str, Beside]:
    """Hold a model to people as people are held to each other, on the same items.

    `percent`: the share of equal answers, of people `[a = b]`, of the model `([a = m] + [b = m]) / 2`. `alpha`:
    Krippendorff's `1 - D_o / D_e` of the pairs (a, b), and of the pairs (a, m) and (b, m), `D_e` each time from the
    answers in these pairs. Intervals by drawing items, all three answers together, so that the difference is paired.

    Parameters
    ----------
    answers : (item, first, second, model), one row an item: the answers of two people and of the model, numbers for the
        interval scale. Who of the two is first changes nothing.
    scale : "nominal" or "interval" (squared distance).

    Returns
    -------
    {"percent": Beside, "alpha": Beside}; `alpha` is left out of more than a thousand different answers. Without values
    and with a reason below twenty items; alpha, too, where all answers of a pairing are one.

    Reference: human.md 3.6; Krippendorff, "Computing Krippendorff's alpha-reliability" (2011).
    """
    answers = checked(answers, ("item", "first", "second", "model"))
    n = len(answers)
    if n < ENOUGH:
        none = Beside(*(Estimate(None, n=n, reason=FEW_ITEMS) for _part in range(3)))
        return {"percent": none, "alpha": none}
    labels, codes = sorted_codes(pd.concat([answers["first"], answers["second"], answers["model"]], ignore_index=True))
    kinds, times = np.unique(codes.reshape(3, n), axis=1, return_counts=True)
    first, second, model = kinds
    pairs = {"people": ((first, second),), "model": ((first, model), (second, model))}
    found = {"percent": _beside({name: _percent(of) for name, of in pairs.items()}, times, random_state)}
    if len(labels) <= MOST_LABELS:
        distances = _distances(labels, scale)
        alphas = {name: _alpha(of, distances) for name, of in pairs.items()}
        found["alpha"] = _beside(alphas, times, random_state)
    return found


def _beside(statistics: dict[str, Callable], times: np.ndarray, random_state: int) -> Beside:
    def difference(weights: np.ndarray) -> np.ndarray:
        return statistics["model"](weights) - statistics["people"](weights)

    people, model = (_estimate(statistics[name], times, random_state) for name in ("people", "model"))
    return Beside(people, model, _estimate(difference, times, random_state))


def _estimate(statistic: Callable, times: np.ndarray, random_state: int) -> Estimate:
    n, value = int(times.sum()), float(statistic(times[None].astype(float))[0])
    if not np.isfinite(value):
        return Estimate(None, n=n, reason=NO_VARIATION)
    low, high = bootstrap_interval(statistic, times, random_state=random_state)
    if low is None and value in (0.0, 1.0) and getattr(statistic, "is_share", False):
        share = wilson(int(value) * n, n)  # drawn again, items without one difference show none
        low, high = share.low, share.high
    return Estimate(value, low, high, n)


def _percent(pairs: tuple) -> Callable:
    equal = np.mean([left == right for left, right in pairs], axis=0)

    def statistic(weights: np.ndarray) -> np.ndarray:
        return weights @ equal / weights.sum(axis=1)

    statistic.is_share = True
    return statistic


def _alpha(pairs: tuple, distances: np.ndarray) -> Callable:
    """Each pair is a unit of two answers: `D_o` is their mean distance, `D_e` that of any two of all answers."""
    apart = np.sum([distances[left, right] for left, right in pairs], axis=0)
    counts = np.zeros((len(apart), len(distances)))
    for answers in (answer for pair in pairs for answer in pair):
        np.add.at(counts, (np.arange(len(apart)), answers), 1)

    def statistic(weights: np.ndarray) -> np.ndarray:
        totals, units = weights @ counts, len(pairs) * weights.sum(axis=1)
        n = 2 * units
        expected = ((totals @ distances) * totals).sum(axis=1) / (n * (n - 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, 1 - (weights @ apart) / units / expected, np.nan)

    return statistic


def _distances(labels: list, scale: str) -> np.ndarray:
    if scale == INTERVAL:
        values = np.asarray(labels, dtype=float)
        return np.subtract.outer(values, values) ** 2
    return 1.0 - np.eye(len(labels))
