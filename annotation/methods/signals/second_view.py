"""The second student's doubt, on the reduced view of the text."""

import pandas as pd

from annotation.methods.signals.evidence import Evidence


def second_view(evidence: Evidence) -> pd.Series:
    """`1 - P(given label)` of a student on the strongest directions of the text (truncated SVD), out of fold."""
    return evidence.series(1 - evidence.of_given(evidence.second))
