"""A text that uses nearly all words of a demonstration (ProGen)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import words

LEAST = 5  # different words: any text holds nearly all of "Very good."


def check(case: Case) -> Finding:
    """Reject a text that holds at least `share` (0.9) of the different words of a reference that has five or more."""
    mine = set(words(case.text))
    theirs = [vocabulary for text in case.references if len(vocabulary := set(words(text))) >= LEAST]
    highest = max((len(mine & vocabulary) / len(vocabulary) for vocabulary in theirs), default=0.0)
    return Finding(_("uses the words of an example") if highest >= case.params.get("share", 0.9) else "", highest)
