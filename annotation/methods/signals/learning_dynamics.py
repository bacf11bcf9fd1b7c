"""What a student gave the label while it learned: little, throughout, contradicts the label."""

from annotation.methods.signals.evidence import Evidence, Said


def learning_dynamics(evidence: Evidence) -> Said:
    """One minus the mean probability of the given label over the checkpoints, cross-fitted; with it the group.

    Rows without a machine label are left out. Reference: Seedat et al., "Curated LLM" (ICML 2024).
    """
    if evidence.dynamics is None:
        return evidence.said(evidence.nothing)
    return evidence.said(1 - evidence.dynamics.confidence, group=evidence.dynamics.groups())
