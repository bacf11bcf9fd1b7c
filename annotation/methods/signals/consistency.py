"""The model that gave the label gives others when it is asked again: in the same words, or in other ones."""

import numpy as np
import pandas as pd

from annotation.methods.columns import OTHER_LABELS, checked
from annotation.methods.signals.evidence import Evidence, Said


def consistency_runs(evidence: Evidence) -> Said:
    """One minus the given label's share of all executions of one prompt by one model, its own among them.

    NaN with fewer than two usable ones: one execution says nothing. Told with it: `n` of `of` say `label`.
    Reference: Wang et al., "Self-consistency improves chain of thought reasoning" (ICLR 2023).
    """
    return _of(evidence, same_form=True)


def consistency_forms(evidence: Evidence) -> Said:
    """The same over other forms of the prompt, such as other settings or another recipe, put to the same model."""
    return _of(evidence, same_form=False)


def _of(evidence: Evidence, *, same_form: bool) -> Said:
    if evidence.facts is None or not evidence.sources:
        return evidence.said(evidence.nothing)
    others = _by_same_model(evidence, same_form)
    counts = np.zeros((len(evidence.given), len(evidence.classes) + 1), dtype=np.int64)  # the last: labels of none
    np.add.at(counts, (others["row"].to_numpy(), others["label"].to_numpy()), 1)
    asked = (counts.sum(axis=1) > 0) & (evidence.given >= 0)
    rows = np.flatnonzero(asked)
    counts[rows, evidence.given[rows]] += 1
    total = counts.sum(axis=1)
    values = np.where(asked, 1 - counts[np.arange(len(counts)), np.maximum(evidence.given, 0)] / total.clip(1), np.nan)
    other = counts.copy()
    other[np.arange(len(counts)), np.maximum(evidence.given, 0)] = 0
    best = np.where(other.max(axis=1) > 0, other.argmax(axis=1), evidence.given)
    names = np.array([*evidence.classes, None, None], dtype=object)[best]
    return evidence.said(values, n=counts[np.arange(len(counts)), best], of=total, label=names)


def _by_same_model(evidence: Evidence, same_form: bool) -> pd.DataFrame:
    """(row, label) of further labels by the model of the label in use, of the same form of prompt or of another."""
    others = checked(evidence.other_labels, OTHER_LABELS).dropna(subset=["label"])
    others = others[others["sample"].isin(evidence.samples)]
    rows = pd.Series(np.arange(len(evidence.samples)), index=evidence.samples).reindex(others["sample"]).to_numpy()
    own = [evidence.sources.get(source) for source in evidence.facts.source[rows.astype(np.int64)]]
    theirs = [evidence.sources.get(source) for source in others["source"]]
    wanted = [
        a is not None and b is not None and a[0] == b[0] and (a[1] == b[1]) == same_form
        for a, b in zip(own, theirs, strict=True)
    ]
    numbers = {label: number for number, label in enumerate(evidence.classes)}
    labels = others["label"].map(numbers).fillna(len(numbers)).to_numpy(dtype=np.int64)
    table = pd.DataFrame({"row": rows.astype(np.int64), "label": labels})
    return table[np.array(wanted, dtype=bool)]
