"""Shares and paired differences of items that stand for several items each. No import that pages cannot bear."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from math import fsum

from annotation.methods.effects.estimate import Estimate
from annotation.methods.trials.paired import paired_difference
from generation.methods.estimates import Share, wilson


def scale(weights: Sequence[float]) -> float:
    """What makes weights add up to the effective number of items, `(sum w)^2 / sum w^2`; 1 for equal weights of 1.

    0 without any. Reference: Kish, Survey Sampling (1965), 8.2.
    """
    squares = sum(weight * weight for weight in weights)
    return sum(weights) / squares if squares else 0.0


def share(right: Sequence[bool], weights: Sequence[float]) -> Share:
    """The weighted share of items that are right, with Wilson's 95% interval at the effective number of items.

    One flag and one positive weight an item, in the same order. `count` and `n` are of items. Without any item: no
    value. Reference: Wilson, JASA 22 (1927).
    """
    if not len(right):
        return wilson(0, 0)
    by = scale(weights)
    n = sum(weights) * by
    hits = sum(weight for flag, weight in zip(right, weights, strict=True) if flag) * by
    found = wilson(min(hits, n), n)
    return Share(found.value, found.low, found.high, sum(map(bool, right)), len(right))


def difference(
    before: Sequence[bool], after: Sequence[bool], weights: Sequence[float]
) -> tuple[Estimate, dict[str, int]]:
    """How much more often something is right after a change, on the same items, and the four counts it rests on.

    The counts (`both`, `before`, `after`, `neither`) are of items; the estimate is of their weights, scaled to the
    effective number, with Newcombe's interval for pairs (paired.py).
    """
    by = scale(weights)
    counts, sums = dict.fromkeys(_CELLS.values(), 0), dict.fromkeys(_CELLS.values(), 0.0)
    for old, new, weight in zip(before, after, weights, strict=True):
        cell = _CELLS[bool(old), bool(new)]
        counts[cell] += 1
        sums[cell] += weight * by
    return paired_difference(**sums), counts


_CELLS = {(True, True): "both", (True, False): "before", (False, True): "after", (False, False): "neither"}


def weighed_back(labels: Mapping[int, str], weights: Mapping[int, float], kept: Collection[int]) -> dict[int, float]:
    """The weights of a part of the items, such that each label weighs as much of the part as it does of all of them, in
    units of their mean.

    `w_i = sum of the label's weights / how many of the label are kept`, which undoes that a part was drawn evenly over
    the labels, or that items of one label were answered sooner (post-stratification: Holt and Smith, JRSS A 142 (1979)
    33). A label of which none is kept is told by nothing. All of them kept: the weights as they are.
    """
    kept = set(kept)
    if kept >= labels.keys():
        return {item: weights[item] for item in labels}
    mass, number = defaultdict(float), defaultdict(int)
    for item, label in labels.items():
        mass[label] += weights[item]
        number[label] += item in kept
    raw = {item: mass[label] / number[label] for item, label in labels.items() if item in kept}
    mean = fsum(raw.values()) / len(raw) if raw else 1.0
    return {item: weight / mean for item, weight in raw.items()}
