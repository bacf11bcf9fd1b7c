"""The LLM's own doubt in its own words."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.graded import confidence_of


def llm_verbalised(evidence: Evidence) -> Said:
    """One minus the confidence that the LLM put into its answer when asked for it, else what it said when it was asked
    for that alone; NaN where it was not asked.

    Such numbers order rows at best: models say .9 of nearly everything.
    """
    told = evidence.nothing if evidence.facts is None else evidence.facts.verbalised
    return evidence.said(1 - np.where(np.isnan(told), confidence_of(evidence), told))
