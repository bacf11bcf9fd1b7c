"""The nearest texts carry other labels."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said


def neighbours(evidence: Evidence) -> Said:
    """One minus the share of the given label among the nearest texts, weighted by similarity; NaN without neighbours.

    Told with it: how many of the nearest carry the most frequent other label, `n` of `of` carry `label`.
    Reference: Zhu, Dong and Liu, "Detecting corrupted labels without training a model to predict" (ICML 2022).
    """
    values = 1 - evidence.of_given(evidence.neighbours)
    if evidence.near is None or evidence.known is None or not evidence.classes:
        return evidence.said(values)
    theirs = np.where(evidence.near.positions >= 0, evidence.known[evidence.near.positions], -1)
    counts = np.column_stack([(theirs == number).sum(axis=1) for number in range(len(evidence.classes))])
    own = counts[np.arange(len(counts)), np.maximum(evidence.given, 0)]
    others = counts.copy()
    others[np.arange(len(counts)), np.maximum(evidence.given, 0)] = 0
    best = others.argmax(axis=1)
    n = others[np.arange(len(counts)), best]
    label = evidence.named(np.where(n > 0, best, evidence.given))
    return evidence.said(values, n=np.where(n > 0, n, own), of=counts.sum(axis=1), label=label)
