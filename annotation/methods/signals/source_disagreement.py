"""Other models gave other labels."""

import numpy as np
import pandas as pd

from annotation.methods.signals.evidence import Evidence, Said


def source_disagreement(evidence: Evidence) -> Said:
    """Share of the further opinions (`Evidence.opinions`) that are another label, each weighted by the agreement of its
    asker beyond chance.

    The weight is Cohen's kappa with the given labels, 0 where it is not above chance: a poor model that disagrees
    everywhere says nothing about a single row. NaN where no asker of any weight labelled the row. Told with it: `n` of
    `of` opinions differ.
    """
    others = evidence.opinions
    rows, theirs, askers = (others[name].to_numpy() for name in ("row", "label", "asker"))
    total, unequal = np.zeros(len(evidence.samples)), np.zeros(len(evidence.samples))
    for asker in pd.unique(askers):
        at, label = rows[askers == asker], theirs[askers == asker]
        weight = _weight(evidence.given[at], label)
        np.add.at(total, at, weight)
        np.add.at(unequal, at, weight * (label != evidence.given[at]))
    said = np.bincount(rows, minlength=len(total))
    differ = np.bincount(rows, weights=theirs != evidence.given[rows], minlength=len(total)).astype(int)
    values = np.divide(unequal, total, out=np.full(len(total), np.nan), where=total > 0)
    return evidence.said(values, n=differ, of=said)


def _weight(given: np.ndarray, theirs: np.ndarray) -> float:
    classes = 3 + max(given.max(), theirs.max())
    joint = np.bincount((given + 2) * classes + theirs + 2, minlength=classes**2).reshape(classes, classes)
    expected = (joint.sum(axis=0) * joint.sum(axis=1)).sum() / joint.sum() ** 2
    observed = np.trace(joint) / joint.sum()
    return max(0.0, (observed - expected) / (1 - expected)) if expected < 1 else 1.0
