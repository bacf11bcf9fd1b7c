"""How well an LLM says what people said, of items drawn with known weights."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from annotation.methods.agreement.coefficient import NO_VARIATION, Coefficient
from annotation.methods.agreement.cohen_kappa import cohen_kappa
from annotation.methods.columns import checked
from annotation.methods.effects.estimate import Estimate
from annotation.methods.trials import weighted
from generation.methods.estimates import Share, wilson

SAID = ("item", "reference", "said", "weight")
BOTH = ("item", "right_before", "right_after", "weight")


@dataclass(frozen=True)
class OfLabel:
    """One label: items that people gave it and that the LLM gave it, precision, recall and F1. None where undefined."""

    label: str
    support: int
    said: int
    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None = None  # of recall
    high: float | None = None


@dataclass(frozen=True)
class Measures:
    accuracy: Share
    macro_f1: float | None
    kappa: Coefficient
    labels: tuple[OfLabel, ...]

    def as_json(self) -> dict:
        return {
            "accuracy": self.accuracy.as_json(),
            "macro_f1": self.macro_f1,
            "kappa": asdict(self.kappa),
            "labels": [asdict(one) for one in self.labels],
        }


def measures(table: pd.DataFrame, labels: Sequence[str]) -> Measures:
    """Accuracy, macro-F1, Cohen's kappa, and precision, recall and F1 of each label.

    Parameters
    ----------
    table : (item, reference, said, weight); `reference` is people's label, `said` the LLM's; a weight says how many
        items a row stands for, up to a factor.
    labels : of the codebook, in its order; others that occur follow.

    Returns
    -------
    Measures. A label that no item has by the reference has recall and F1 None, never 0; one that the LLM never said
    has precision None. macro-F1 is the mean over the labels that occur in the reference. Intervals of shares are
    Wilson's, with the effective number of items `(sum w)^2 / sum w^2` (Kish) where weights differ.

    Edges: no rows: all None. Reference: Pangakis, Wolken, Fasching 2023 (arXiv 2306.00176) for what is looked at.
    """
    table = checked(table, SAID)
    names = list(dict.fromkeys([*labels, *sorted({*table["reference"], *table["said"]} - set(labels))]))
    if table.empty:
        nothing = tuple(OfLabel(name, 0, 0, None, None, None) for name in names)
        return Measures(wilson(0, 0), None, Coefficient(None), nothing)
    found = tuple(_of_labels(table, names))
    known = [one.f1 for one in found if one.support]
    right = table["reference"] == table["said"]
    return Measures(share_of(right, table["weight"]), float(np.mean(known)), _kappa(table), found)


def difference(table: pd.DataFrame) -> tuple[Estimate, dict[str, int]]:
    """How much more often the LLM is right after the change, on the same items, and the four counts it rests on.

    table : (item, right_before, right_after, weight). The counts are of items; the estimate is of their weights, scaled
    to the effective number.
    """
    table = checked(table, BOTH)
    return weighted.difference(*(table[name].tolist() for name in ("right_before", "right_after", "weight")))


def _of_labels(table: pd.DataFrame, names: Sequence[str]):
    precision, recall, f1, _support = precision_recall_fscore_support(
        table["reference"], table["said"], labels=names, sample_weight=table["weight"], zero_division=np.nan
    )
    for name, *values in zip(names, precision, recall, f1, strict=True):
        rows = table[table["reference"] == name]
        limits = share_of(rows["said"] == name, rows["weight"])
        p, r, f = (None if np.isnan(value) else float(value) for value in values)
        said = int((table["said"] == name).sum())
        f = f if len(rows) else None
        yield OfLabel(name, len(rows), said, p, r, f, limits.low, limits.high)


def share_of(right: pd.Series, weights: pd.Series) -> Share:
    """`weighted.share` of columns."""
    return weighted.share(right.tolist(), weights.tolist())


def _kappa(table: pd.DataFrame) -> Coefficient:
    sides = (("people", "reference"), ("llm", "said"))
    if table["weight"].nunique() == 1:
        long = [pd.DataFrame({"item": table["item"], "annotator": a, "label": table[c]}) for a, c in sides]
        return cohen_kappa(pd.concat(long))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = float(cohen_kappa_score(table["reference"], table["said"], sample_weight=table["weight"]))
    known = np.isfinite(value)
    return Coefficient(
        value if known else None, items=len(table), answers=2 * len(table), reason="" if known else NO_VARIATION
    )
