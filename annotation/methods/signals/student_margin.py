"""How far the student prefers another label to the given one."""

from annotation.methods.signals.evidence import Evidence, Said


def student_margin(evidence: Evidence) -> Said:
    """`(1 - s) / 2` of the normalised margin `s = P(given) - max P(other)`, in [-1, 1], out of fold.

    0: the student is sure of the given label; 1/2: as sure of another one; 1: sure of that. NaN as self_confidence.
    Reference: Northcutt, Jiang and Chuang, "Confident learning" (JAIR 2021).
    """
    other, whose = evidence.best_other(evidence.student)
    margin = evidence.of_given(evidence.student) - other
    return evidence.said((1 - margin) / 2, label=evidence.named(whose))
