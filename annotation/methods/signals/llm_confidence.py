"""The LLM's own doubt."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said


def llm_confidence(evidence: Evidence) -> Said:
    """One minus the confidence that the LLM gave with its label; NaN where it gave none."""
    return evidence.said(np.where(evidence.given >= 0, 1 - evidence.confidence, np.nan))
