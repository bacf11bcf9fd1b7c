"""The student's doubt in the given label, on words and characters."""

import pandas as pd

from annotation.methods.signals.evidence import Evidence


def self_confidence(evidence: Evidence) -> pd.Series:
    """`1 - P(given label)` of a student that has not seen the row.

    Not the student's uncertainty: for finding wrong labels that is hardly better than chance (measured.md).
    Reference: Northcutt, Jiang and Chuang, "Confident learning" (JAIR 2021).
    """
    return evidence.series(1 - evidence.of_given(evidence.student))
