"""The second student's doubt, on the reduced view of the text."""

from annotation.methods.signals.evidence import Evidence, Said


def second_view(evidence: Evidence) -> Said:
    """`1 - P(given label)` of a student on the strongest directions of the text (truncated SVD), out of fold."""
    return evidence.said(1 - evidence.of_given(evidence.second))
