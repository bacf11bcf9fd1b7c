"""How two sides are measured against each other, by kind of question: one row a kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from annotation.methods.agreement import marked_spans, several_labels
from annotation.methods.agreement.coefficient import Coefficient
from annotation.methods.agreement.cohen_kappa import cohen_kappa
from annotation.methods.agreement.figures import Figure
from annotation.methods.agreement.free_text import free_text
from annotation.methods.agreement.ranking import ranking
from annotation.methods.agreement.rating import rating, weighted_kappa
from annotation.methods.agreement.same import KEYS

Pairs = Sequence[tuple[Any, Any]]  # answers in their kind's form, one pair an item: left, right


@dataclass(frozen=True)
class Measure:
    """`figures` beside the share of equal answers; `kappa` is what is beyond chance, of blind answers alone;
    `by_label` takes the pairs and the labels, and gives a row a label with `as_json`. None where a kind has no such
    thing."""

    figures: Callable[[Pairs], list[Figure]]
    kappa: Callable[[Pairs], Coefficient] | None = None
    by_label: Callable[[Pairs, Sequence[str]], list] | None = None


def equal(kind: str, pairs: Pairs) -> int:
    """How many pairs are the same answer, by the kind's rule (same.py)."""
    key = KEYS[kind]
    return sum(key(left) == key(right) for left, right in pairs)


def label_kappa(pairs: Pairs) -> Coefficient:
    """Cohen's kappa of two sides that gave one label each."""
    sides = [pd.DataFrame({"item": range(len(pairs)), "annotator": i, "label": [p[i] for p in pairs]}) for i in (0, 1)]
    return cohen_kappa(pd.concat(sides))


def _nothing_more(pairs: Pairs) -> list[Figure]:
    """A label is equal or not."""
    return []


MEASURES: dict[str, Measure] = {
    "label": Measure(_nothing_more, kappa=label_kappa),
    "multi_label": Measure(several_labels.several_labels, by_label=several_labels.label_by_label),
    "rating": Measure(rating, kappa=weighted_kappa),
    "ranking": Measure(ranking),
    "text": Measure(free_text),
    "spans": Measure(marked_spans.marked_spans, by_label=marked_spans.label_by_label),
}
