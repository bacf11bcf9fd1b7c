"""The student prefers another label."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said


def student_disagreement(evidence: Evidence) -> Said:
    """How sure the student is of another label than the given one; 0 where it agrees, NaN where it says nothing.

    Reference: Yu et al., "ReGen" (Findings of ACL 2023), LLM against classifier.
    """
    best, probability = evidence.likeliest()
    known = (best >= 0) & (evidence.given >= 0)
    agrees = best == evidence.given
    values = np.where(known, np.where(agrees, 0, probability), np.nan)
    return evidence.said(values, label=evidence.named(np.where(known & ~agrees, best, -1)))
