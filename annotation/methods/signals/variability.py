"""A student that learns changes its mind about the label."""

from annotation.methods.signals.evidence import Evidence, Said


def variability(evidence: Evidence) -> Said:
    """Twice the standard deviation of the given label's probability over the checkpoints: in [0, 1].

    Reference: Swayamdipta et al., "Dataset Cartography" (EMNLP 2020).
    """
    return evidence.said(evidence.nothing if evidence.dynamics is None else 2 * evidence.dynamics.variability)
