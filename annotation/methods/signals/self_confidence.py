"""The student's doubt in the given label, on words and characters."""

from annotation.methods.signals.evidence import Evidence, Said


def self_confidence(evidence: Evidence) -> Said:
    """`1 - P(given label)` of a student that has not seen the row.

    Not the student's uncertainty: for finding wrong labels that is hardly better than chance (measured.md).
    Reference: Northcutt, Jiang and Chuang, "Confident learning" (JAIR 2021).
    """
    return evidence.said(1 - evidence.of_given(evidence.student))
