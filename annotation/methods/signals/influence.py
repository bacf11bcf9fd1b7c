"""A student is worse for having learned from the row."""

import numpy as np
import pandas as pd

from annotation.methods.signals.evidence import Evidence, Said


def influence(evidence: Evidence) -> Said:
    """The rank within its label, in (0, 1], of the harm that a row does to the loss on other rows.

    `helps` says whether it lowers that loss all the same.
    Reference: Ye et al., "ProGen" (Findings of EMNLP 2022); the reverse cross-entropy, for the others may be wrong too.
    """
    if evidence.harm is None:
        return evidence.said(evidence.nothing)
    harm = pd.Series(np.where(evidence.given >= 0, evidence.harm, np.nan))
    ranks = harm.groupby(evidence.given).rank(pct=True)
    return evidence.said(ranks.to_numpy(), helps=(harm <= 0).to_numpy())
