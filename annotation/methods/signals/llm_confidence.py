"""The LLM's own doubt."""

import numpy as np
import pandas as pd

from annotation.methods.signals.evidence import Evidence


def llm_confidence(evidence: Evidence) -> pd.Series:
    """One minus the confidence that the LLM gave with its label; NaN where it gave none."""
    return evidence.series(np.where(evidence.given >= 0, 1 - evidence.confidence, np.nan))
