"""Other models gave other labels."""

import numpy as np
import pandas as pd

from annotation.methods.columns import OTHER_LABELS, checked
from annotation.methods.signals.evidence import Evidence, Said


def source_disagreement(evidence: Evidence) -> Said:
    """Share of the other sources that gave another label, each source weighted by its agreement beyond chance.

    The weight is Cohen's kappa with the given labels, 0 where it is not above chance: a poor model that disagrees
    everywhere says nothing about a single row. NaN where no source of any weight labelled the row. Told with it: `n` of
    `of` sources differ.
    """
    others = checked(evidence.other_labels, OTHER_LABELS).dropna(subset=["label"])
    position = pd.Series(np.arange(len(evidence.samples)), index=evidence.samples)
    others = others[others["sample"].isin(evidence.samples)]
    rows = position.reindex(others["sample"]).to_numpy(dtype=np.int64)
    numbers = {label: number for number, label in enumerate(evidence.classes)}
    theirs = others["label"].map(numbers).fillna(-2).to_numpy(dtype=np.int64)
    comparable = evidence.given[rows] >= 0
    rows, theirs, sources = rows[comparable], theirs[comparable], others["source"].to_numpy()[comparable]
    total, unequal = np.zeros(len(evidence.samples)), np.zeros(len(evidence.samples))
    for source in pd.unique(sources):
        at, label = rows[sources == source], theirs[sources == source]
        weight = _weight(evidence.given[at], label)
        np.add.at(total, at, weight)
        np.add.at(unequal, at, weight * (label != evidence.given[at]))
    sources_said = np.bincount(rows, minlength=len(total))
    differ = np.bincount(rows, weights=theirs != evidence.given[rows], minlength=len(total)).astype(int)
    values = np.divide(unequal, total, out=np.full(len(total), np.nan), where=total > 0)
    return evidence.said(values, n=differ, of=sources_said)


def _weight(given: np.ndarray, theirs: np.ndarray) -> float:
    classes = 3 + max(given.max(), theirs.max())
    joint = np.bincount((given + 2) * classes + theirs + 2, minlength=classes**2).reshape(classes, classes)
    expected = (joint.sum(axis=0) * joint.sum(axis=1)).sum() / joint.sum() ** 2
    observed = np.trace(joint) / joint.sum()
    return max(0.0, (observed - expected) / (1 - expected)) if expected < 1 else 1.0
