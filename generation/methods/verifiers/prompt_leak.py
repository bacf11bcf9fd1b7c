"""A text that speaks of the prompt it was made by (Evol-Instruct's '#Rewritten Prompt#')."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import words

PHRASES = ("given prompt", "rewritten prompt", "created prompt")


def check(case: Case) -> Finding:
    """Reject a text with one of `phrases`: words that stand in the template and belong in no sample.

    Compared word by word, so '#Given Prompt#' and 'the given prompt' are found alike. By default those of the released
    Evol-Instruct prompts.
    """
    text = f" {' '.join(words(case.text))} "
    leaked = any(f" {' '.join(words(phrase))} " in text for phrase in case.params.get("phrases", PHRASES))
    return Finding(_("speaks of its prompt") if leaked else "")
