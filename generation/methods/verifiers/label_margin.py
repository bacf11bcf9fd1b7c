"""A blind reading gives the label that the text was written for (the chat form of ZeroGen's margin)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding


def check(case: Case) -> Finding:
    """Reject a text whose intended label has, after a blind reading, a margin of at most `margin` over all others.

    `LabelDraft.probability` is what the reading leaves to the intended label, so the margin is at least 2p - 1. A
    candidate without a reading passes.
    """
    probability = case.candidate.labels[0].probability if case.candidate.labels else None
    if probability is None:
        return Finding()
    margin = 2 * probability - 1
    return (
        Finding(score=margin)
        if margin > case.params.get("margin", 0.0)
        else Finding(_("reads like another label"), margin)
    )
