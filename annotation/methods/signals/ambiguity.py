"""The text itself leaves the label open: a student that learns stays undecided."""

from annotation.methods.signals.evidence import Evidence, Said


def ambiguity(evidence: Evidence) -> Said:
    """Four times the aleatoric doubt, the mean of `D (1 - D)` over the checkpoints: in [0, 1].

    Reference: Seedat et al., "Data-IQ" (NeurIPS 2022).
    """
    return evidence.said(evidence.nothing if evidence.dynamics is None else 4 * evidence.dynamics.aleatoric)
