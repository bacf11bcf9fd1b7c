"""Every question that was asked got an answer that the codebook takes; where one did not, a person is asked."""

from generation.methods.asking.reading import UNUSABLE
from generation.methods.verifiers.case import Case, Finding


def check(case: Case) -> Finding:
    """Ask for a review where an answer could not be taken; which one and why stands with the row."""
    unusable = case.candidate.kept.get(UNUSABLE)
    if not unusable or not case.candidate.item:
        return Finding()
    return Finding("; ".join(f"{name}: {why}" for name, why in unusable.items())[:300], action="review")
