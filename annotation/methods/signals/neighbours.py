"""The nearest texts carry other labels."""

import pandas as pd

from annotation.methods.signals.evidence import Evidence


def neighbours(evidence: Evidence) -> pd.Series:
    """One minus the share of the given label among the nearest texts, weighted by similarity; NaN without neighbours.

    Reference: Zhu, Dong and Liu, "Detecting corrupted labels without training a model to predict" (ICML 2022).
    """
    return evidence.series(1 - evidence.of_given(evidence.neighbours))
