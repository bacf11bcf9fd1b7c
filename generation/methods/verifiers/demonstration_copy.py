"""A text that copies a demonstration or an example of the codebook."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import rouge_l, shares_ngram


def check(case: Case) -> Finding:
    """Reject a text with eight words in a row, or ROUGE-L F over `rouge_l`, in common with a reference."""
    text, limit = case.candidate.text, case.params.get("rouge_l", 0.7)
    for reference in case.references:
        score = rouge_l(text, reference)
        if score > limit or shares_ngram(text, reference):
            return Finding(_("copies an example"), score)
    return Finding()
