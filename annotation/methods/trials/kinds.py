"""How well an LLM says what people said to questions of kinds other than one label, of items drawn with known weights.

The measures are those of two sides in annotation/methods/agreement, with each item counting as often as it weighs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotation.methods.agreement.bootstrap import Statistic, bootstrap_interval
from annotation.methods.agreement.figures import Figure
from annotation.methods.agreement.free_text import similarity
from annotation.methods.agreement.marked_spans import OF_ITEM
from annotation.methods.agreement.ranking import same_order
from annotation.methods.agreement.rating import is_within_one, kappa_statistic
from annotation.methods.agreement.same import on_label, same
from annotation.methods.agreement.several_labels import jaccard
from annotation.methods.effects.estimate import Estimate
from annotation.methods.trials import weighted
from generation.methods.estimates import wilson

Pairs = Sequence[tuple[Any, Any]]  # people's answer and the LLM's, one pair an item, in their kind's form
Weights = Sequence[float]  # items that each stands for, up to a factor
Parts = Callable[[Any, Any], tuple[float, float]]  # what an item adds to the top and the bottom of a ratio


@dataclass(frozen=True)
class OnLabel:
    """One label: items that people gave it and that the LLM gave it, and F1 of the two. None where neither did."""

    label: str
    support: int
    said: int
    f1: float | None


def figures(kind: str, pairs: Pairs, weights: Weights) -> list[Figure]:
    """The measures of a kind, the one that is judged by first, each with its 95% interval over items.

    Parameters
    ----------
    kind : of the question, any but "label". pairs : people's answers and the LLM's. weights : positive, one a pair.

    Returns
    -------
    Figures; without value where no item says anything of it. Intervals are bootstrap ones (bootstrap.py); where no draw
    differs from another (all agree) they are Wilson's at the effective number of items (Kish), as of a share, which is
    no narrower than that of any mean within 0 and 1. KeyError for another kind.
    """
    return [_figure(id, *measure(pairs), weights) for id, measure in MEASURES[kind].items()]


def difference(kind: str, before: Pairs, after: Pairs, weights: Weights) -> Estimate:
    """How much more of the kind's first measure an LLM reaches after a change than before it, on the same items.

    Parameters: the pairs before and after, item by item in the same order, and their weights. The interval draws items,
    each with both of its pairs. Where no draw differs from another (nothing changed) it is Newcombe's of the shares of
    equal answers, if that difference is the same. Without value where either side has none.

    Reference: Efron and Tibshirani, An Introduction to the Bootstrap (1993), 8.
    """
    (measure, *_rest) = MEASURES[kind].values()
    (old, told_before), (new, told_after) = measure(before), measure(after)
    weights = np.asarray(weights, dtype=float)
    told = int((told_before | told_after).sum())
    value = _at_once(new, weights) - _at_once(old, weights) if told else np.nan
    if not np.isfinite(value):
        return Estimate(None, n=0)
    low, high = bootstrap_interval(lambda counts: new(counts * weights) - old(counts * weights), len(weights))
    if low is None:
        low, high = _of_equal(kind, before, after, weights, value)
    return Estimate(float(value), low, high, told)


def by_label(kind: str, pairs: Pairs, weights: Weights, labels: Sequence[str]) -> list[OnLabel]:
    """F1 of each label of several labels (items that have it), or of spans (spans that are equal); of ratings of each
    step, written as a text (items that have it).

    `2 sum w |A n B| / (sum w |A| + sum w |B|)`, A what people gave or marked with the label, B what the LLM did. `[]`
    for kinds without labels or steps.
    """
    return [_on_label(kind, pairs, weights, label) for label in labels] if kind in WITH_LABELS else []


def steps_of(pairs: Pairs) -> list[str]:
    """The steps of ratings that occur, from the lowest on, each as a text."""
    return [str(step) for step in sorted({step for pair in pairs for step in pair})]


def _on_label(kind: str, pairs: Pairs, weights: Weights, label: str) -> OnLabel:
    sides = [tuple(_marks(_told_of(kind, answer, label)) for answer in pair) for pair in pairs]
    top = sum(2 * weight * len(one & other) for (one, other), weight in zip(sides, weights, strict=True))
    bottom = sum(weight * (len(one) + len(other)) for (one, other), weight in zip(sides, weights, strict=True))
    support, said = (sum(bool(pair[side]) for pair in sides) for side in (0, 1))
    return OnLabel(label, support, said, top / bottom if bottom else None)


def _told_of(kind: str, answer: Any, label: str):
    return str(answer) == label if kind == "rating" else on_label(kind, answer, label)


def _marks(found) -> frozenset:
    """Whether a label is given as a set, too: of one thing, or of none."""
    return found if isinstance(found, frozenset) else frozenset({found} - {False})


Measured = tuple[Statistic, np.ndarray]  # of weights; which items say anything of it


def _figure(id: str, statistic: Statistic, tells: np.ndarray, weights: Weights) -> Figure:
    weights, told = np.asarray(weights, dtype=float), int(tells.sum())
    value = _at_once(statistic, weights) if told else np.nan
    if not np.isfinite(value):
        return Figure(id, None, None, None, 0)
    low, high = bootstrap_interval(lambda counts: statistic(counts * weights), len(weights))
    if low is None and 0 <= value <= 1:
        n = float(weights[tells].sum()) * weighted.scale(weights[tells])
        limits = wilson(min(value * n, n), n)
        low, high = limits.low, limits.high
    return Figure(id, float(value), low, high, told)


def _at_once(statistic: Statistic, weights: np.ndarray) -> float:
    return statistic(weights[np.newaxis, :])[0]


def _of_equal(kind: str, before: Pairs, after: Pairs, weights: np.ndarray, value: float) -> tuple:
    flags = [[same(kind, *pair) for pair in pairs] for pairs in (before, after)]
    found, _counts = weighted.difference(*flags, weights.tolist())
    return (found.low, found.high) if abs(found.value - value) < 1e-9 else (None, None)


def _ratio(parts: Parts) -> Callable[[Pairs], Measured]:
    """`sum w top / sum w bottom`, NaN where no item drawn says anything."""

    def measure(pairs: Pairs) -> Measured:
        top, bottom = np.array([parts(*pair) for pair in pairs], dtype=float).reshape(-1, 2).T

        def statistic(weights: np.ndarray) -> np.ndarray:
            below = weights @ bottom
            return np.divide(weights @ top, below, out=np.full(len(below), np.nan), where=below > 0)

        return statistic, bottom > 0

    return measure


def _kappa(pairs: Pairs) -> Measured:
    return kappa_statistic(pairs), np.ones(len(pairs), dtype=bool)


def _mean(value: Callable[[Any, Any], float]) -> Parts:
    return lambda left, right: (float(value(left, right)), 1.0)


#: kind -> its measures, the one that is judged by first.
MEASURES: dict[str, dict[str, Callable[[Pairs], Measured]]] = {
    "multi_label": {"jaccard": _ratio(_mean(jaccard))},
    "rating": {"weighted_kappa": _kappa, "within_one": _ratio(_mean(is_within_one))},
    "ranking": {"same_order": _ratio(same_order)},
    "text": {"similarity": _ratio(_mean(similarity))},
    "spans": {id: _ratio(parts) for id, parts in OF_ITEM.items()},
}
WITH_LABELS = ("multi_label", "rating", "spans")
