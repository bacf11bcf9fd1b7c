"""The LLM's own doubt in its own words."""

from annotation.methods.signals.evidence import Evidence, Said


def llm_verbalised(evidence: Evidence) -> Said:
    """One minus the confidence that the LLM put into its answer when asked for it; NaN where it was not asked.

    Such numbers order rows at best: models say .9 of nearly everything.
    """
    return evidence.said(evidence.nothing if evidence.facts is None else 1 - evidence.facts.verbalised)
