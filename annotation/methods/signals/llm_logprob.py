"""The LLM's own doubt by the probabilities of its tokens."""

from annotation.methods.signals.evidence import Evidence, Said


def llm_logprob(evidence: Evidence) -> Said:
    """One minus the probability of the label's tokens, normalised over the labels; NaN where none was recorded.

    Reference: Wang et al., "Want to reduce labeling cost? GPT-3 can help" (Findings of EMNLP 2021).
    """
    return evidence.said(evidence.nothing if evidence.facts is None else 1 - evidence.facts.logprob)
