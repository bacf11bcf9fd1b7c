"""The student prefers another label."""

import numpy as np
import pandas as pd

from annotation.methods.signals.evidence import Evidence


def student_disagreement(evidence: Evidence) -> pd.Series:
    """How sure the student is of another label than the given one; 0 where it agrees, NaN where it says nothing.

    Reference: Yu et al., "ReGen" (Findings of ACL 2023), LLM against classifier.
    """
    best, probability = evidence.likeliest()
    known = (best >= 0) & (evidence.given >= 0)
    return evidence.series(np.where(known, np.where(best == evidence.given, 0, probability), np.nan))
