"""A text that was accepted before, word for word or nearly."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding


def compares(params: dict) -> bool:
    """Say whether near-duplicates count, too, so that accepted texts have to be kept to compare with."""
    return params.get("near", True)


def check(case: Case) -> Finding:
    """Reject a text equal to an accepted one or, unless `near` is false, with ROUGE-L F over `rouge_l`."""
    text = case.candidate.text
    limit = case.params.get("rouge_l", 0.7) if compares(case.params) else None
    if case.index.holds(text):
        return Finding(_("duplicate"), 1.0)
    nearest = None if limit is None else case.index.nearest(text, limit)
    return Finding() if nearest is None else Finding(_("near-duplicate"), nearest)
